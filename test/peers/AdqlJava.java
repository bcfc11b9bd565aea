import adql.parser.ADQLParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads queries, one a line in base64, and says of each whether adql-java parses it: "ok", or "no" and its words in base64. */
public class AdqlJava {
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = new PrintStream(System.out, false, "UTF-8");
        // The parser prints words of its own.
        System.setOut(System.err);
        ADQLParser parser = new ADQLParser();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            try {
                parser.parseQuery(new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8));
                answers.println("ok");
            } catch (Throwable refusal) {
                byte[] words = String.valueOf(refusal.getMessage()).getBytes(StandardCharsets.UTF_8);
                answers.println("no " + Base64.getEncoder().encodeToString(words));
            }
        }
        answers.flush();
    }
}
