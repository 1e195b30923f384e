package dev.rmx.quarantine;

import dev.rmx.quarantine.SyscallTrace.Append;
import dev.rmx.quarantine.SyscallTrace.Call;
import dev.rmx.quarantine.SyscallTrace.Sync;
import dev.rmx.quarantine.SyscallTrace.Truncate;
import dev.rmx.quarantine.SyscallTrace.Unlink;
import dev.rmx.quarantine.SyscallTrace.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Models a directory on a disk that is sure to keep only synced data. After a power loss, any part of the rest may be
 * there: each sector of each write, each truncation and each new name, in any order.
 */
final class DiskModel {
    private static final int SECTOR = 512;
    /** Probabilities that unsynced data is there. */
    private static final double[] CHANCES = {0, 0.1, 0.5, 0.9, 1};

    /** The octets of a file, with spare room, since it grows by one sector thousands of times. */
    private static final class Content {
        private byte[] octets;
        private int size;

        Content(byte[] octets) {
            this.octets = octets.clone();
            this.size = octets.length;
        }

        void apply(Call call) {
            if (call instanceof Truncate truncate) {
                resize(Math.toIntExact(truncate.size()));
            } else if (call instanceof Write write) {
                int offset = Math.toIntExact(write.offset());
                int length = write.octets().length;
                resize(Math.max(size, offset + length));
                System.arraycopy(write.octets(), 0, octets, offset, length);
            } else {
                throw new IllegalArgumentException(call.toString());
            }
        }

        private void resize(int newSize) {
            if (newSize > octets.length) {
                octets = Arrays.copyOf(octets, Math.max(newSize, 2 * octets.length));
            }
            if (newSize < size) {
                Arrays.fill(octets, newSize, size, (byte) 0); // truncated data is zero when the file grows again
            }
            size = newSize;
        }

        byte[] octets() {
            return Arrays.copyOf(octets, size);
        }
    }

    private final Map<String, byte[]> synced = new HashMap<>();
    private final Map<String, List<Call>> unsynced = new HashMap<>();
    private final Set<String> namesSynced = new HashSet<>();

    /** Adds a file that already exists and is durable. */
    void addFile(String name, byte[] content) {
        synced.put(name, content);
        namesSynced.add(name);
    }

    void apply(Call call) {
        if (call instanceof Sync sync) {
            if (sync.name().isEmpty()) {
                namesSynced.addAll(synced.keySet());
                namesSynced.addAll(unsynced.keySet());
            } else {
                Content content = new Content(synced.getOrDefault(sync.name(), new byte[0]));
                for (Call one : unsynced.getOrDefault(sync.name(), List.of())) {
                    content.apply(one);
                }
                synced.put(sync.name(), content.octets());
                unsynced.remove(sync.name());
            }
        } else if (call instanceof Unlink || call instanceof Append) {
            throw new IllegalArgumentException("SQLite does not do this to an open database: " + call);
        } else {
            unsynced.computeIfAbsent(call.name(), name -> new ArrayList<>()).add(call);
        }
    }

    /** Writes a possible state of the directory after a power loss now. */
    void writeAfterPowerLoss(Path directory, Random random) throws IOException {
        double chance = CHANCES[random.nextInt(CHANCES.length)];
        Set<String> names = new HashSet<>(synced.keySet());
        names.addAll(unsynced.keySet());
        for (String name : names) {
            if (namesSynced.contains(name) || random.nextDouble() < chance) {
                Files.write(directory.resolve(name), left(name, chance, random));
            }
        }
    }

    private byte[] left(String name, double chance, Random random) {
        Content content = new Content(synced.getOrDefault(name, new byte[0]));
        for (Call call : unsynced.getOrDefault(name, List.of())) {
            if (call instanceof Write write) {
                for (Write sector : sectors(write)) {
                    if (random.nextDouble() < chance) {
                        content.apply(sector);
                    }
                }
            } else if (random.nextDouble() < chance) {
                content.apply(call);
            }
        }
        return content.octets();
    }

    private static List<Write> sectors(Write write) {
        List<Write> sectors = new ArrayList<>();
        int from = 0;
        while (from < write.octets().length) {
            long offset = write.offset() + from;
            int length = (int) Math.min(SECTOR - offset % SECTOR, write.octets().length - from);
            sectors.add(new Write(write.name(), offset, Arrays.copyOfRange(write.octets(), from, from + length)));
            from += length;
        }
        return sectors;
    }
}
