package dev.etagere.cli.demo;

import dev.etagere.core.Ambient;
import dev.etagere.core.ObjectStore;
import dev.etagere.failover.BreakerState;
import dev.etagere.failover.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The load on a scene, from its beginning to the referee's word. To be run once. */
final class Trial {
  /** A breaker waits up to 4 s between two looks at what was away for this long. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final Scene scene;
  private final TrialPicture picture;
  private final Ambient ambient;
  private final Phases phases;
  private final Ledger ledger = new Ledger();
  private final Copies copies = new Copies();
  private final Pauses pauses;
  private final Map<Scene.Part, List<Duration>> waits = new EnumMap<>(Scene.Part.class);
  private final List<ObjectStore> stores = new ArrayList<>();

  Trial(Scene scene, TrialPicture picture, Ambient ambient) {
    this.scene = scene;
    this.picture = picture;
    this.ambient = ambient;
    this.phases = new Phases(ambient);
    this.pauses = new Pauses(TrialLoad.writers(), ambient);
  }

  TrialResult run() throws InterruptedException {
    picture.introduce(scene);
    try {
      underLoad();
    } finally {
      stores.forEach(ObjectStore::close);
    }
    scene.settle();
    try (ObjectStore fresh = scene.open(copies)) {
      return new TrialReferee(ledger, fresh).result(scene.name(), waits, copies);
    }
  }

  private void underLoad() throws InterruptedException {
    try (TrialLoad load = new TrialLoad(scene, ledger, pauses, ambient)) {
      for (int i = 0; i < TrialLoad.CLIENTS; i++) {
        stores.add(scene.open(copies));
      }
      for (int i = 0; i < stores.size(); i++) {
        load.start(i, stores.get(i));
      }
      for (Scene.Act act : scene.acts()) {
        play(act);
      }
      load.stop();
    }
  }

  private void play(Scene.Act act) throws InterruptedException {
    Runnable frame = () -> picture.frame(act.name(), ledger, scene, stores.get(0));
    act.begin().run();
    pauses.begin();
    phases.pass(act.lasts(), () -> false, frame);
    if (act.part() == Scene.Part.RETURN) {
      phases.pass(PATIENCE, () -> stores.stream().allMatch(Trial::seesAllWell), frame);
    }
    waits.put(act.part(), pauses.end());
    picture.endOf(act.name(), ledger, scene, stores.get(0));
  }

  private static boolean seesAllWell(ObjectStore store) {
    return store.edge(Router.class).status().locations().stream()
        .allMatch(location -> location.breaker() == BreakerState.CLOSED);
  }
}
