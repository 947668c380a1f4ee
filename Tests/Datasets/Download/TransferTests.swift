import Datasets
import Testing

@Suite("What curl says") struct TransferTests {
  @Test(arguments: [
    (
      "curl: (60) SSL certificate problem: self-signed certificate\nMore details here: https://curl.se/docs/sslcerts.html\n\n"
        + "curl failed to verify the legitimacy of the server and therefore could not\nestablish a secure connection.",
      "SSL certificate problem: self-signed certificate"
    ),
    ("curl: (6) Could not resolve host: nowhere.invalid\n", "Could not resolve host: nowhere.invalid"),
    ("Warning: something\ncurl: (7) Failed to connect\n", "Failed to connect"),
    ("curl: option --x: is unknown", "option --x: is unknown"),
    ("\n \nsomething else\n", "something else"),
  ]) func theFirstLineIsTold(text: String, line: String) { #expect(Transfer.complaint(text) == line) }

  @Test func nothingIsNothing() { #expect(Transfer.complaint(" \n") == nil) }
}
