import Results
import Testing

@Suite("Recorded runs") struct RecordedRunTests {
  @Test(
    "keep the command without the folders of a machine",
    arguments: [
      (
        "/opt/build/release/widelimit reproduce a/b c/d --tier quick --datasets ../data --results /tmp/r",
        "widelimit reproduce a/b c/d --tier quick"
      ),
      ("widelimit reproduce --results=/tmp/r --seed 1 --datasets", "widelimit reproduce --seed 1"),
      ("", ""),
      ("widelimit reproduce --datasets '/my data/x' a/b '--results=/my results'", "widelimit reproduce a/b"),
      ("'/my tools/widelimit' reproduce a/b --sweeps 'one two'", "widelimit reproduce a/b --sweeps 'one two'"),
    ])
  func commands(line: String, portable: String) {
    #expect(RecordedRun.portable(command: line) == portable)
  }
}
