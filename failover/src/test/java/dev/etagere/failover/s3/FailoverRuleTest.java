package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.failover.Trouble;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class FailoverRuleTest {
  private final FailoverRule rule = FailoverRule.standard();

  private static Throwable answered(int status, String code) {
    return S3Exception.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .build();
  }

  private static Throwable sdk(Throwable cause) {
    return SdkClientException.create("Unable to execute HTTP request", cause);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 500, 501, 502, 503, 504, 599})
  void b4_failsOver_400And500AndAbove_yes(int status) {
    assertThat(rule.failsOver(answered(status, "Whatever"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 304, 401, 403, 404, 405, 409, 411, 412, 416, 429, 499})
  void b4_failsOver_otherAnswers_no(int status) {
    assertThat(rule.failsOver(answered(status, "Whatever"))).isFalse();
    assertThat(FailoverRule.trouble(answered(status, "Whatever"))).isEqualTo(Trouble.NONE);
  }

  @Test
  void b4_failsOver_noAnswer_yes() {
    Throwable[] all = {
      sdk(new ConnectException("refused")),
      sdk(new SocketException("Connection reset")),
      sdk(new UnknownHostException("nowhere")),
      sdk(new SSLHandshakeException("expired")),
      sdk(new SocketTimeoutException("Read timed out")),
      sdk(new IOException("The target server failed to respond")),
      ApiCallTimeoutException.create(3_000),
      SdkClientException.create("Unable to load credentials from any of the providers"),
      new IOException("body broke off"),
    };
    for (Throwable one : all) {
      assertThat(rule.failsOver(one)).as("%s", one).isTrue();
      assertThat(rule.failsOver(new CompletionException(one))).as("%s", one).isTrue();
      assertThat(rule.withoutUnanswered().failsOver(one)).as("%s", one).isFalse();
      assertThat(FailoverRule.trouble(one)).as("%s", one).isNotEqualTo(Trouble.NONE);
    }
  }

  @Test
  void failsOver_interruptedOrTheCallersMistake_no() {
    assertThat(rule.failsOver(AbortedException.create("interrupted"))).isFalse();
    assertThat(rule.failsOver(new IllegalArgumentException("key must not be empty"))).isFalse();
    assertThat(rule.failsOver(new NullPointerException())).isFalse();
  }

  @Test
  void withoutCodes_takesOwnMistakesOutOf400() {
    FailoverRule own = rule.withoutCodes("InvalidArgument");

    assertThat(own.failsOver(answered(400, "InvalidArgument"))).isFalse();
    assertThat(own.failsOver(answered(400, "ExpiredToken"))).isTrue();
    assertThat(own.withCodes("InvalidArgument")).isEqualTo(rule.withCodes("InvalidArgument"));
  }

  @Test
  void withStatuses_andWithout_addAndRemove() {
    assertThat(rule.withStatuses(429).failsOver(answered(429, "SlowDown"))).isTrue();
    assertThat(rule.withoutStatuses(400).failsOver(answered(400, "X"))).isFalse();
    assertThat(rule.withoutStatuses(501).failsOver(answered(501, "NotImplemented"))).isFalse();
    assertThat(rule.withoutStatuses(501).withStatuses(501).failsOver(501, null)).isTrue();
    assertThat(rule.withCodes("NoSuchBucket").failsOver(answered(404, "NoSuchBucket"))).isTrue();
    assertThat(rule.withoutStatuses(400)).isNotEqualTo(rule);
    assertThat(rule.withoutStatuses(429).withStatuses(429).withoutStatuses(429))
        .isEqualTo(rule.withoutStatuses(429));
  }

  @ParameterizedTest
  @CsvSource({"400, NONE", "404, NONE", "500, FAULTY", "503, FAULTY"})
  void trouble_answered_onlyFrom500On(int status, Trouble trouble) {
    assertThat(FailoverRule.trouble(answered(status, "Whatever"))).isEqualTo(trouble);
  }

  @Test
  void trouble_nobodyThere_unreachable_brokenOff_faulty() {
    assertThat(FailoverRule.trouble(sdk(new ConnectException("refused"))))
        .isEqualTo(Trouble.UNREACHABLE);
    assertThat(FailoverRule.trouble(sdk(new SSLHandshakeException("expired"))))
        .isEqualTo(Trouble.UNREACHABLE);
    assertThat(FailoverRule.trouble(ApiCallTimeoutException.create(1)))
        .isEqualTo(Trouble.UNREACHABLE);
    assertThat(FailoverRule.trouble(sdk(new SocketException("Connection reset"))))
        .isEqualTo(Trouble.FAULTY);
    assertThat(FailoverRule.trouble(sdk(new InterruptedIOException("x"))))
        .isEqualTo(Trouble.FAULTY);
  }
}
