package dev.kiln.engine.graph;

import dev.kiln.engine.dockerfile.InstructionException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Ports as EXPOSE takes them: `PORT[-PORT][/PROTOCOL]`.
final class Ports {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?:/(tcp|udp|sctp))?", Pattern.CASE_INSENSITIVE);

  private Ports() {}

  /// The ports one by one, each with its protocol.
  static List<String> parse(String text) throws InstructionException {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw new InstructionException(
          "'" + text + "' is no port", "expected PORT, PORT-PORT or PORT/tcp, udp or sctp");
    }
    int first = Integer.parseInt(form.group(1));
    int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
    if (last > 65535 || first > last) {
      throw new InstructionException(
          "'" + text + "' is no range of ports", "ports go from 0 to 65535, the lower one first");
    }
    var protocol = form.group(3) == null ? "tcp" : form.group(3).toLowerCase(Locale.ROOT);
    return IntStream.rangeClosed(first, last).mapToObj(port -> port + "/" + protocol).toList();
  }
}
