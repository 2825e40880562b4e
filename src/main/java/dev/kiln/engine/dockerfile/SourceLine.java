package dev.kiln.engine.dockerfile;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// One line of the file as it lies there.
///
/// @param number from 1
/// @param lineBreak `\n`, `\r\n` or, at the end of the file, nothing
/// @param bytes the length without the line break
/// @param utf8 whether the text could be decoded without loss
record SourceLine(int number, String text, String lineBreak, int bytes, boolean utf8) {
  /// The longest line that is read, in bytes.
  static final int MAX_BYTES = 65_535;

  private static final Pattern COMMENT = Pattern.compile("^\\s*#");

  static List<SourceLine> split(byte[] content) {
    var lines = new ArrayList<SourceLine>();
    int start = hasByteOrderMark(content) ? 3 : 0;
    while (start < content.length) {
      int end = start;
      while (end < content.length && content[end] != '\n') {
        end++;
      }
      boolean terminated = end < content.length;
      boolean crlf = terminated && end > start && content[end - 1] == '\r';
      int textEnd = crlf ? end - 1 : end;
      var lineBreak = terminated ? (crlf ? "\r\n" : "\n") : "";
      lines.add(decode(lines.size() + 1, content, start, textEnd, lineBreak));
      start = end + 1;
    }
    return lines;
  }

  boolean isComment() {
    return COMMENT.matcher(text).find();
  }

  boolean isBlank() {
    return text.codePoints().allMatch(WordScanner::isSpace);
  }

  private static SourceLine decode(
      int number, byte[] content, int start, int end, String lineBreak) {
    int length = end - start;
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      var text = decoder.decode(ByteBuffer.wrap(content, start, length)).toString();
      return new SourceLine(number, text, lineBreak, length, true);
    } catch (CharacterCodingException e) {
      var text = new String(content, start, length, StandardCharsets.UTF_8);
      return new SourceLine(number, text, lineBreak, length, false);
    }
  }

  private static boolean hasByteOrderMark(byte[] content) {
    return content.length >= 3
        && content[0] == (byte) 0xEF
        && content[1] == (byte) 0xBB
        && content[2] == (byte) 0xBF;
  }
}
