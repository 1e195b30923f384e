package dev.rmx.testkit.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.InflaterInputStream;

/**
 * A PNG of 8 bits a channel, without interlace, as browsers write it. Without the module {@code java.desktop}, which no
 * user of the test kit needs.
 */
final class Screenshot {
    /** How many octets a pixel has. */
    private final int channels;
    /** The pixels of each row, one after the other. */
    private final byte[][] rows;

    private Screenshot(int channels, byte[][] rows) {
        this.channels = channels;
        this.rows = rows;
    }

    static Screenshot read(byte[] png) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(png));
        in.skipNBytes(8); // the signature
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int width = 0;
        int height = 0;
        int channels = 0;
        String type = "";
        while (!type.equals("IEND")) {
            int length = in.readInt();
            type = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
            byte[] chunk = in.readNBytes(length);
            in.readInt(); // the checksum
            if (type.equals("IHDR")) {
                DataInputStream header = new DataInputStream(new ByteArrayInputStream(chunk));
                width = header.readInt();
                height = header.readInt();
                header.readByte(); // bits
                channels = header.readByte() == 6 ? 4 : 3;
            } else if (type.equals("IDAT")) {
                data.write(chunk);
            }
        }
        return new Screenshot(channels, rows(data.toByteArray(), width * channels, height, channels));
    }

    /** PNG, section 9: each octet is written as the difference from its neighbours. */
    private static byte[][] rows(byte[] data, int length, int height, int channels) throws IOException {
        DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(data)));
        byte[][] rows = new byte[height][length];
        for (int y = 0; y < height; y++) {
            int filter = in.readByte();
            in.readFully(rows[y]);
            for (int x = 0; x < length; x++) {
                int left = x < channels ? 0 : rows[y][x - channels] & 0xff;
                int up = y == 0 ? 0 : rows[y - 1][x] & 0xff;
                int corner = x < channels || y == 0 ? 0 : rows[y - 1][x - channels] & 0xff;
                rows[y][x] += (byte)
                        (switch (filter) {
                            case 1 -> left;
                            case 2 -> up;
                            case 3 -> (left + up) / 2;
                            case 4 -> nearest(left, up, corner);
                            default -> 0;
                        });
            }
        }
        return rows;
    }

    private static int nearest(int left, int up, int corner) {
        int estimate = left + up - corner;
        int toLeft = Math.abs(estimate - left);
        int toUp = Math.abs(estimate - up);
        int toCorner = Math.abs(estimate - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    /** How bright a pixel is, in red: 0 to 255. */
    int brightness(int x, int y) {
        return rows[y][x * channels] & 0xff;
    }

    /** How many pixels differ clearly from the ground. */
    int ink() {
        int ground = brightness(5, 5);
        int ink = 0;
        for (int x = 0; x < rows[0].length / channels; x++) {
            for (int y = 0; y < rows.length; y++) {
                ink += Math.abs(brightness(x, y) - ground) > 100 ? 1 : 0;
            }
        }
        return ink;
    }
}
