package dev.kiln.engine.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountFlagTest {
  private static final Lookup ENV = Map.of("d", "/x", "yes", "true")::get;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          target=/a                          | Bind[from=null, source=, target=/a, readOnly=true]
          type=bind,from=b,src=s,dst=/a,rw   | Bind[from=b, source=s, target=/a, readOnly=false]
          type=bind,target=$d,ro=false       | Bind[from=null, source=, target=/x, readOnly=false]
          type=cache,destination=/a/../b     | Cache[id=/b, target=/a/../b, from=null, source=, sharing=SHARED, readOnly=false, mode=493, uid=0, gid=0]
          type=cache,target=/a,id=i,sharing=LOCKED,mode=0700,uid=1,gid=2,ro | Cache[id=i, target=/a, from=null, source=, sharing=LOCKED, readOnly=true, mode=448, uid=1, gid=2]
          type=tmpfs,target=/a,size=64m      | Tmpfs[target=/a, size=67108864]
          type=tmpfs,target=/a               | Tmpfs[target=/a, size=null]
          type=secret,id=npm                 | Secret[id=npm, target=/run/secrets/npm, env=null, required=false, mode=256, uid=0, gid=0]
          type=secret,target=/a/tok,required | Secret[id=tok, target=/a/tok, env=null, required=true, mode=256, uid=0, gid=0]
          type=secret,id=npm,env=TOKEN,required=$yes | Secret[id=npm, target=null, env=TOKEN, required=true, mode=256, uid=0, gid=0]
          type=ssh                           | Ssh[id=default, target=null, required=false, mode=384, uid=0, gid=0]
          "target=/a,b",type=bind            | Bind[from=null, source=, target=/a,b, readOnly=true]
          """)
  void resolves(String text, String expected) throws Exception {
    var words = new Words('\\');
    var mount = MountFlag.parse(text).resolve(value -> words.expand(value, ENV));
    assertThat(mount).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          type=chace,target=/a       | unknown mount type 'chace'                            | did you mean 'cache'?
          type=bind                  | a bind mount needs a target                           | write --mount=type=bind,target=/path
          type=bind,target=/a/..     | a mount cannot cover the root directory               | name a directory below /
          type=tmpfs,target=/a,id=x  | a tmpfs mount has no option 'id'                      | its options are size, target, type
          type=bind,target=$d,mode=1 | a bind mount has no option 'mode'                     | its options are from, readonly, readwrite, source, target, type
          type=bind,target=/a,from=$x | the mount option 'from' takes no variables           | give the image a stage of its own: FROM $x AS name
          type=bind,target           | the mount option 'target' needs a value               | write target=...
          type=bind,dst=/a,target=/b | the mount option 'target' is given twice              |
          type=bind,target=/a,ro,rw  | a mount is either readonly or readwrite               |
          type=cache,target=/a,sharing=all | the mount option 'sharing' cannot be 'all'      | give shared, private, locked
          type=cache,target=/a,mode=8 | the mount option 'mode' cannot be '8'                | give octal digits such as 0755
          type=cache,target=/a,uid=me | the mount option 'uid' cannot be 'me'                | give a number
          type=tmpfs,target=/a,size=x | the mount option 'size' cannot be 'x'                | give bytes, or a size like 64m
          type=secret                | a secret mount needs an id                            | write --mount=type=secret,id=name
          """)
  void refuses(String text, String message, String hint) {
    assertThatThrownBy(() -> MountFlag.parse(text))
        .isInstanceOfSatisfying(
            InstructionException.class,
            e -> {
              assertThat(e).hasMessage(message);
              assertThat(e.hint()).isEqualTo(hint);
            });
  }
}
