package docket.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * Folds what docket.ticket.events.v1 holds into fresh stores, exactly once, and prints one line of
 * JSON when the positions of all partitions are committed at their ends. CPU is that of the whole
 * process from the start of the streams until they are closed: the JVM's own start is left out.
 *
 * <p>Arguments: BROKERS PARTITIONS STATE-DIRECTORY APPLICATION-ID
 */
public final class Fold {
  private static final String TOPIC = "docket.ticket.events.v1";
  private static final long PATIENCE_SECONDS = 600;
  private static final long LOOK_EVERY_MILLIS = 50;

  private Fold() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 4) {
      System.err.println("usage: Fold BROKERS PARTITIONS STATE-DIRECTORY APPLICATION-ID");
      System.exit(2);
    }
    int partitions = Integer.parseInt(arguments[1]);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", arguments[0]))) {
      Map<TopicPartition, Long> ends = endsOf(admin, partitions);
      System.out.println(run(admin, ends, settings(arguments[0], arguments[2], arguments[3])));
    }
  }

  // As Kafka's own pages advise for exactly once, with the commit interval that it has by default
  // then. One thread, as Docket's arm has.
  private static Properties settings(String brokers, String directory, String application) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, directory);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    settings.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
    return settings;
  }

  private static Map<TopicPartition, Long> endsOf(Admin admin, int partitions) throws Exception {
    Map<TopicPartition, OffsetSpec> asked =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(TOPIC, partition))
            .collect(Collectors.toMap(place -> place, place -> OffsetSpec.latest()));
    return admin.listOffsets(asked).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private static String run(Admin admin, Map<TopicPartition, Long> ends, Properties settings)
      throws Exception {
    TicketFold.Counts counts = new TicketFold.Counts();
    Topology topology = new Topology();
    topology.addSource(
        "events", Serdes.ByteArray().deserializer(), Serdes.ByteArray().deserializer(), TOPIC);
    topology.addProcessor("fold", TicketFold.supplier(counts), "events");
    AtomicReference<Throwable> failure = new AtomicReference<>();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    long cpu = system.getProcessCpuTime();
    long began = System.nanoTime();
    try (KafkaStreams streams = new KafkaStreams(topology, settings)) {
      streams.setUncaughtExceptionHandler(
          thrown -> {
            failure.set(thrown);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          });
      streams.start();
      String group = settings.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
      awaitCommitted(admin, group, ends, counts, failure);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpuMicros = (system.getProcessCpuTime() - cpu) / 1e3;
    long accepted = counts.accepted.sum();
    return String.format(
        "{\"count\": %d, \"tickets\": %d, \"duplicate\": %d, \"lost_race\": %d, \"seconds\": %f,"
            + " \"rate\": %f, \"cpu_us\": %f}",
        accepted, counts.tickets.sum(), counts.duplicate.sum(), counts.lostRace.sum(), seconds,
        accepted / seconds, cpuMicros / accepted);
  }

  // Brokers are asked only when all is processed: until then it would be another's work.
  private static void awaitCommitted(
      Admin admin,
      String group,
      Map<TopicPartition, Long> ends,
      TicketFold.Counts counts,
      AtomicReference<Throwable> failure)
      throws Exception {
    long records = ends.values().stream().mapToLong(Long::longValue).sum();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (counts.records() < records || !isCommitted(admin, group, ends)) {
      if (failure.get() != null) {
        throw new IllegalStateException("the fold ended", failure.get());
      }
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            counts.records() + " records of " + records + " in " + PATIENCE_SECONDS + " s");
      }
      new CountDownLatch(1).await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static boolean isCommitted(Admin admin, String group, Map<TopicPartition, Long> ends)
      throws Exception {
    Map<TopicPartition, OffsetAndMetadata> kept =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    return ends.entrySet().stream()
        .allMatch(
            end -> {
              OffsetAndMetadata position = kept.get(end.getKey());
              return end.getValue() == 0
                  || (position != null && position.offset() >= end.getValue());
            });
  }
}
