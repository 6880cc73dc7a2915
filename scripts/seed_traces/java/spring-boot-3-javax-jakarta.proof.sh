# needs: java
set -u
here=$(dirname "$0")
mkdir src
cat > src/User.java <<'J'
import javax.annotation.Nullable;
import javax.annotation.PostConstruct;
import javax.annotation.processing.Processor;
import javax.crypto.Cipher;
import javax.persistence.Entity;
import javax.servlet.http.HttpServletRequest;
import javax.sql.DataSource;
import javax.transaction.Transactional;
import javax.transaction.xa.XAResource;
import javax.validation.constraints.NotNull;
import javax.xml.bind.JAXBContext;
import javax.xml.parsers.SAXParser;

@Entity
class User {}
J
out=$(javac src/User.java 2>&1) && { echo "it compiles"; exit 1; }
for m in 'error: package javax.persistence does not exist' 'error: package javax.servlet.http does not exist'; do
  grep -qF "$m" <<<"$out" || { echo "expected $m in: $out"; exit 1; }
done
grep -qE 'javax.(crypto|sql|xml.parsers|annotation.processing|transaction.xa) does not exist' <<<"$out" && { echo "not in the JDK: $out"; exit 1; }
block() { awk -v n="$1" '/^```bash$/ {k++; if (k == n) {on = 1; next}} /^```$/ {on = 0} on' "$here/spring-boot-3-javax-jakarta.md"; }
block 1 > rename.sh && bash rename.sh || exit 1
out=$(grep -rhoE --include='*.java' 'import (static )?javax\.[a-z.]+' src | sort | tr '\n' ' ')
[ "$out" = 'import javax.annotation. import javax.annotation.processing. import javax.crypto. import javax.sql. import javax.transaction.xa. import javax.xml.parsers. ' ] || { echo "left: $out"; exit 1; }
grep -q 'import jakarta.annotation.PostConstruct' src/User.java && [ "$(grep -c 'import jakarta\.' src/User.java)" = 6 ] || { cat src/User.java; exit 1; }
bash rename.sh && [ "$(grep -c 'jakarta' src/User.java)" = 6 ] || { echo "not repeatable"; exit 1; }
