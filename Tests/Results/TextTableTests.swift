import Results
import Testing

@Suite("Tables in narratives")
struct TextTableTests {
  @Test func numbersAreAlignedToTheRight() {
    let table = TextTable(["φ", "width", "error"], numbersFrom: 1, rows: [["ReLU", "64", "0.5"]])
    #expect(table.markdown == "| φ | width | error |\n|---|---:|---:|\n| ReLU | 64 | 0.5 |")
    #expect(TextTable(["a", "b"], rows: []).markdown == "| a | b |\n|---|---|")
  }
}
