import Results
import Testing

@Suite("Which data numbers are about") struct DataStatementTests {
  @Test("says whether images are the official ones, with twelve digits of each digest")
  func texts() {
    let digests = ["mnist/train": "0123456789abcdef", "cifar10/one": "fedcba9876543210", "mnist/test": "aa"]
    func text(isVerified: Bool, isProcedural: Bool) -> String {
      DataStatement(of: Examples.run(digests: digests, isProcedural: isProcedural), isVerified: isVerified).text
    }
    #expect(
      text(isVerified: true, isProcedural: false) == """
        cifar10: official files, verified (one fedcba987654); mnist: official files, verified (test aa, train 0123456789ab)
        """)
    #expect(text(isVerified: false, isProcedural: false).contains("mnist: real data, but not the official bytes (test"))
    // Drawn images are never the official ones, whatever the file says.
    for isVerified in [false, true] {
      #expect(text(isVerified: isVerified, isProcedural: true).contains("mnist: procedural images"))
    }
    let theory = DataStatement(of: Examples.run(digests: [:]), isVerified: false)
    #expect(theory.standing == .theory && theory.text == "theory alone, no data")
  }

  @Test("each data set stands by its own files: real images beside procedural ones are what they are")
  func ownStanding() {
    let labels = "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
    let digests = ["mnist/t10k-labels-idx1-ubyte": labels, "cifar10/test_batch.bin": "ab"]
    let beside = DataStatement(of: Examples.run(digests: digests, isProcedural: true), isVerified: false)
    #expect(beside.standing == .procedural)
    #expect(beside.standing(of: "mnist") == .verified && beside.standing(of: "cifar10") == .procedural)
    #expect(beside.text.contains("mnist: official files, verified") && beside.text.contains("cifar10: procedural"))
    let other = DataStatement(of: Examples.run(digests: digests), isVerified: false)
    #expect(other.standing(of: "mnist") == .verified && other.standing(of: "cifar10") == .unofficial)
    // No digest of the unpacked file is published: what was found on reading it decides.
    for isVerified in [true, false] {
      let packed = DataStatement(
        of: Examples.run(digests: ["fashion-mnist/t10k-labels-idx1-ubyte": "ab"]), isVerified: isVerified)
      #expect(packed.standing(of: "fashion-mnist") == (isVerified ? .verified : .unofficial))
    }
  }

  @Test("several experiments on the same data make one line, on others each names its own")
  func several() {
    let same = [Examples.judged(id: "a/one"), Examples.judged(id: "a/two")].dataStatements
    #expect(same == ["mnist: official files, verified (images abcdef012345)"])
    let mixed = [Examples.judged(id: "a/one"), Examples.judged(id: "a/two", isProcedural: true)].dataStatements
    #expect(mixed.count == 2)
    #expect(mixed.contains { $0.hasPrefix("mnist: official") && $0.hasSuffix(": `a/one`") })
    #expect(mixed.contains { $0.hasPrefix("mnist: procedural") && $0.hasSuffix(": `a/two`") })
    let theory = JudgedExperiment(
      identity: Examples.run(experiment: "b/one", digests: [:]), title: "", reference: "", isVerified: false,
      verdicts: [], provenance: [])
    #expect([theory].dataStatements == ["`b/one`: theory alone, no data"])
  }
}
