package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.Etagere;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.UnsupportedException;
import dev.etagere.failover.Router;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** How many locations make which store. */
class SeveralLocationsTest {
  private static final Location A = Location.data("mem:several-a");
  private static final Location B = Location.data("mem:several-b");
  private static final Location W = Location.witness("mem:several-w");

  @Test
  void open_two_writesToTheFirst() {
    try (ObjectStore both = Etagere.open(A, B);
        ObjectStore first = Etagere.open(A);
        ObjectStore second = Etagere.open(B)) {
      both.put("k", Content.of("v"));

      assertThat(first.get("k")).isPresent();
      assertThat(second.get("k")).isEmpty();
      assertThat(both.edge(Router.class).names()).containsExactly("primary", "secondary");
      assertThatThrownBy(() -> first.edge(Router.class)).isInstanceOf(UnsupportedException.class);
    }
  }

  @Test
  void open_whatMakesNoStore_saysWhatDoes() {
    assertThatThrownBy(Etagere::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one location with data")
        .hasMessageContaining("two locations with data");
    assertThatThrownBy(() -> Etagere.open(A, W))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two locations with data");
    assertThatThrownBy(() -> Etagere.open(W)).hasMessageContaining("witness");
    assertThatThrownBy(() -> Etagere.open(A, A)).hasMessageContaining("is the first one");
  }

  @Test
  void open_clientsThatDoNotFit_areRefused() {
    S3Client client =
        S3Client.builder().region(software.amazon.awssdk.regions.Region.US_EAST_1).build();
    Location s3 = Location.data("s3://a");
    assertThatThrownBy(() -> Etagere.builder().s3Client(client).open(s3, Location.data("s3://b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give each its own");
    assertThatThrownBy(() -> Etagere.builder().s3Client(s3, client).open(A))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not opened");
    client.close();
  }
}
