package docket.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the fold needs of a record of ticket.events, read from the wire by hand: parsing all of it
 * into objects would only make the peer dearer.
 */
final class Commit {
  String ticketId = "";
  long version;
  byte[] prev = {};
  byte[] commandId = {};
  /** Seconds and nanoseconds of the commit's time. */
  long seconds;
  int nanos;
  int events;

  private final byte[] bytes;
  private int at;

  private Commit(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Throws IllegalArgumentException if `bytes` are no TicketCommit. */
  static Commit parse(byte[] bytes) {
    Commit commit = new Commit(bytes);
    try {
      commit.readCommit(bytes.length);
    } catch (ArrayIndexOutOfBoundsException failure) {
      throw new IllegalArgumentException("a record ends in the middle of a field", failure);
    }
    return commit;
  }

  private void readCommit(int end) {
    while (at < end) {
      int tag = (int) readVarint();
      switch (tag) {
        case 1 << 3 | 2 -> {
          int length = (int) readVarint();
          readHeader(at + length);
        }
        case 2 << 3 | 2 -> {
          ++events;
          skip(tag);
        }
        default -> skip(tag);
      }
    }
  }

  private void readHeader(int end) {
    while (at < end) {
      int tag = (int) readVarint();
      switch (tag) {
        case 2 << 3 | 2 -> ticketId = new String(readBytes(), StandardCharsets.UTF_8);
        case 3 << 3 -> version = readVarint();
        case 4 << 3 | 2 -> prev = readBytes();
        case 5 << 3 | 2 -> commandId = readBytes();
        case 10 << 3 | 2 -> {
          int length = (int) readVarint();
          readTime(at + length);
        }
        default -> skip(tag);
      }
    }
  }

  private void readTime(int end) {
    while (at < end) {
      int tag = (int) readVarint();
      switch (tag) {
        case 1 << 3 -> seconds = readVarint();
        case 2 << 3 -> nanos = (int) readVarint();
        default -> skip(tag);
      }
    }
  }

  private long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than ten bytes");
  }

  private byte[] readBytes() {
    int length = (int) readVarint();
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  private void skip(int tag) {
    switch (tag & 7) {
      case 0 -> readVarint();
      case 1 -> at += 8;
      case 2 -> {
        int length = (int) readVarint();
        at += length;
      }
      case 5 -> at += 4;
      default -> throw new IllegalArgumentException("no such wire type: " + (tag & 7));
    }
  }
}
