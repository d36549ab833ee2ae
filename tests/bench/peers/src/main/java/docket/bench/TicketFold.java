package docket.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The fold of ticket.events: a commit is accepted if it extends the head of its ticket by version
 * and digest, and then goes into four tables, as in Docket's units: the ticket with its head, the
 * commits of each ticket, the commands that are done, and tickets in the order of their opening.
 */
final class TicketFold implements Processor<byte[], byte[], Void, Void> {
  /** What all tasks have judged. */
  static final class Counts {
    final LongAdder accepted = new LongAdder();
    final LongAdder tickets = new LongAdder();
    final LongAdder duplicate = new LongAdder();
    final LongAdder lostRace = new LongAdder();
    final LongAdder stale = new LongAdder();

    long records() {
      return accepted.sum() + duplicate.sum() + lostRace.sum() + stale.sum();
    }
  }

  private static final int DIGEST_BYTES = 16;
  private static final byte[] NOTHING = {};

  private final Counts counts;
  private final MessageDigest sha256;
  private KeyValueStore<byte[], byte[]> tickets;
  private KeyValueStore<byte[], byte[]> commits;
  private KeyValueStore<byte[], byte[]> done;
  private KeyValueStore<byte[], byte[]> byOpening;

  private TicketFold(Counts counts) {
    this.counts = counts;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException failure) {
      throw new IllegalStateException("this Java has no SHA-256", failure);
    }
  }

  static ProcessorSupplier<byte[], byte[], Void, Void> supplier(Counts counts) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<byte[], byte[], Void, Void> get() {
        return new TicketFold(counts);
      }

      // Only a ticket's row is written again and again, so only it gains from a cache.
      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            table("tickets").withCachingEnabled(), table("commits"), table("done"),
            table("by-opening"));
      }
    };
  }

  private static StoreBuilder<KeyValueStore<byte[], byte[]>> table(String name) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray());
  }


  @Override
  public void init(ProcessorContext<Void, Void> context) {
    tickets = context.getStateStore("tickets");
    commits = context.getStateStore("commits");
    done = context.getStateStore("done");
    byOpening = context.getStateStore("by-opening");
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Commit commit = Commit.parse(record.value());
    byte[] digest = Arrays.copyOf(sha256.digest(record.value()), DIGEST_BYTES);
    byte[] row = tickets.get(record.key());
    long version = row == null ? 0 : ByteBuffer.wrap(row).getLong();
    byte[] head = row == null ? NOTHING : Arrays.copyOfRange(row, 8, 8 + DIGEST_BYTES);
    if (commit.version > version + 1) {
      throw new IllegalStateException(
          commit.ticketId + " has version " + version + ", and the next is " + commit.version);
    }
    if (commit.version < version) {
      counts.stale.increment();
    } else if (commit.version == version) {
      (Arrays.equals(digest, head) ? counts.duplicate : counts.lostRace).increment();
    } else if (!Arrays.equals(commit.prev, head)) {
      throw new IllegalStateException(commit.ticketId + " is extended by what no writer writes");
    } else {
      accept(record, commit, digest, row);
    }
  }

  private void accept(Record<byte[], byte[]> record, Commit commit, byte[] digest, byte[] row) {
    byte[] openedAt = row == null ? instant(commit) : Arrays.copyOfRange(row, 24, 36);
    ByteBuffer next = ByteBuffer.allocate(8 + DIGEST_BYTES + 12 + 12 + 4);
    next.putLong(commit.version).put(digest).put(openedAt).put(instant(commit));
    next.putInt(commit.events);
    byte[] id = commit.ticketId.getBytes(StandardCharsets.UTF_8);
    byte[] version = ByteBuffer.allocate(8).putLong(commit.version).array();
    tickets.put(record.key(), next.array());
    commits.put(join(id, version), record.value());
    done.put(join(id, commit.commandId), version);
    if (row == null) {
      byOpening.put(join(openedAt, id), NOTHING);
      counts.tickets.increment();
    }
    counts.accepted.increment();
  }

  private static byte[] instant(Commit commit) {
    return ByteBuffer.allocate(12).putLong(commit.seconds).putInt(commit.nanos).array();
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
