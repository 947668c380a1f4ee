import Results
import Testing

@Suite("The judged experiments of a tier") struct JudgedTierTests {
  @Test("as Markdown they say the data, every number, every reason, and what has no results")
  func markdown() {
    let text = JudgedTier(tier: "quick", experiments: [Examples.judged()], absent: ["lee2018/figure1"]).markdown
    for part in [
      "# WideLimit, quick tier\n\n4 numbers: 2 as recorded, 1 outside, 1 not recorded",
      "## `lee2018/table2`: Table 2", "mnist: official files, verified (images abcdef012345).",
      "| ReLU | 0.9250 ± 0.0012 | 0.9250 | same | 0.9279 | −0.0029 | 0.0047 [1] | agrees |",
      "1. the \"spread\" <5> & more", "`c`: What was\ntried.", "## Without results\n\n- `lee2018/figure1`",
    ] { #expect(text.contains(part), "\(part)") }
    #expect(!text.contains("not judged"))
  }

  @Test("as Markdown they say which results could not be judged, and which another program computed")
  func refused() {
    let text = JudgedTier(
      tier: "quick", experiments: [Examples.judged(foreignness: "by another")],
      unusable: [UnusableResults(id: "a/b", message: "b.h5: is stale")]
    ).markdown
    for part in ["verified (images abcdef012345).\n\n**by another**\n\n|", "were not judged\n\n- b.h5: is stale"] {
      #expect(text.contains(part), "\(part)")
    }
  }
}
