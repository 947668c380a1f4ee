import Foundation
import Platform
import Results
import TestSupport
import Testing

@Suite("The report") struct ReportTests {
  private func report(title: String = "Table 2: σ_w² < 2 & friends", narrative: String = "", isProcedural: Bool = false)
    -> Report
  {
    let verdict = Verdict(
      score: Examples.score(0.4966, title: "CIFAR <10k>"), recorded: .same, recordedValue: 0.4966,
      paper: .differs, published: PublishedNumber(key: "c", value: 0.478, source: "Table 2", tolerance: "t"),
      difference: 0.0186, tolerance: 0.01, toleranceReason: "subsets & more", explanation: "Tried *everything*.")
    let judged = JudgedExperiment(
      identity: Examples.run(digests: ["mnist/images": "abcdef0123456789"], isProcedural: isProcedural), title: title,
      reference: "arXiv:1711.00165", isVerified: true, verdicts: [verdict],
      provenance: [("cpu_model", "a|b"), ("dataset_sha256", "one\ntwo")])
    return Report(
      tier: "quick", sections: [Report.Section(judged, narrative: narrative, picture: "lee2018/table 2.png")])
  }

  @Test("has a section with title, picture, both verdicts, reasons and provenance, in both forms")
  func contents() {
    for text in [report().markdown, report().html] {
      for part in [
        "lee2018/table2", "arXiv:1711.00165", "lee2018/table%202.png", "same", "differs", "+0.0186", "everything",
        "cpu_model",
      ] { #expect(text.contains(part), "\(part)") }
    }
    #expect(report().markdown.contains("| cpu_model | a\\|b |"))
    #expect(report().markdown.contains("| dataset_sha256 | one<br>two |"))
    #expect(report().html.contains("<section id=\"lee2018-table2\">"))
  }

  @Test("says first which data it is about, in both forms")
  func data() {
    let verified = "mnist: official files, verified (images abcdef012345)"
    #expect(report().markdown.hasPrefix("# WideLimit, quick tier\n\nData:\n\n- \(verified)\n\n1 number:"))
    #expect(report().html.contains("<ul class=\"data\"><li>\(verified)</li></ul>\n<p>1 number:"))
    for text in [report(isProcedural: true).markdown, report(isProcedural: true).html] {
      #expect(text.contains("mnist: procedural images"))
      #expect(!text.contains("official"))
    }
  }

  @Test("names what has no results and what could not be shown, in every form")
  func refused() throws {
    let report = Report(
      tier: "quick", sections: [], absent: ["lee2018/figure1"],
      unusable: [UnusableResults(id: "a/b", message: "b.h5: is <stale>; `widelimit reproduce a/b` makes it anew")])
    #expect(report.markdown.contains("## Without results\n\n- `lee2018/figure1`"))
    #expect(report.markdown.contains(#"- b.h5: is \<stale\>; \`widelimit reproduce a/b\` makes it anew"#))
    #expect(report.html.contains("<li>lee2018/figure1</li>") && report.html.contains("<li>b.h5: is &lt;stale&gt;;"))
    try withScratch { folder in
      try report.write(into: folder)
      let data = try Data(contentsOf: folder.appending(path: "results.json"))
      let results = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(results["absent"] as? [String] == ["lee2018/figure1"])
      #expect((results["unusable"] as? [[String: String]])?.map { $0["id"] } == ["a/b"])
    }
  }

  @Test("escapes everything that comes from outside and needs nothing from the network")
  func html() {
    let html = report(title: "<script>", narrative: "a <b> & `c<d`").html
    #expect(!html.contains("<script"))
    #expect(html.contains("&lt;script&gt;"))
    #expect(html.contains("CIFAR &lt;10k&gt;"))
    #expect(html.contains("subsets &amp; more"))
    #expect(html.contains("<p>a &lt;b&gt; &amp; <code>c&lt;d</code></p>"))
    #expect(!html.contains("https://"))
  }

  @Test("names, paths and messages from outside mean nothing to Markdown, HTML or a terminal")
  func hostile() {
    let hostile = "a|b`c`<img src=x>[l](http://e)*s* _u_ &lt; \u{1B}[31m\u{202E}"
    let judged = JudgedExperiment(
      identity: Examples.run(digests: ["mnist/\(hostile)": "abcdef0123456789"]), title: hostile, reference: hostile,
      isVerified: false, verdicts: [], provenance: [("file", hostile + "\nsecond")])
    let report = Report(
      tier: "quick", sections: [Report.Section(judged, narrative: "", picture: nil)],
      unusable: [UnusableResults(id: "a", message: hostile + "\n# second")])
    let escaped = #"a|b\`c\`\<img src=x\>\[l\](http://e)\*s\* \_u\_ \&lt; "# + "\\u{1b}\\[31m\\u{202e}"
    let markdown = report.markdown
    #expect(markdown.contains("## \(escaped)\n"))
    #expect(markdown.contains("- \(escaped) # second"))
    #expect(markdown.contains("| file | \(escaped.replacingOccurrences(of: "|", with: "\\|"))<br>second |"))
    for text in [markdown, report.html] {
      #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    }
    #expect(!markdown.contains("\n# second"))
    #expect(!markdown.replacingOccurrences(of: "\\<", with: "").contains("<img"))
    #expect(!report.html.contains("<img"))
  }

  @Test("tags are closed in order")
  func wellFormed() throws {
    let narrative = "# Heading\n\nText **bold** and *soft*.\n\n| a | b |\n|---|---:|\n| x\\|y | 2 |\n\n- one\n- two"
    let body = report(narrative: narrative).html.replacingOccurrences(of: "<!DOCTYPE html>", with: "")
    var open: [Substring] = []
    for match in body.matches(of: #/<(\/?)([a-z0-9]+)[^>]*>/#) {
      let name = match.output.2
      if ["meta", "img"].contains(name) { continue }
      if match.output.1.isEmpty {
        open.append(name)
      } else {
        #expect(open.popLast() == name)
      }
    }
    #expect(open.isEmpty)
  }

  @Test("narratives are rendered: headings, tables with aligned numbers, lists, links, marks")
  func narrative() {
    let html = report(
      narrative:
        "## Why\nσ_w² and σ_b² **matter**; 2 * 3 * 4\n\n| n | acc |\n|---|---:|\n| 1k | 0.9 |\n\n- [paper](https://arxiv.org/abs/1711.00165)"
    ).html
    for part in [
      "<h3>Why</h3>", "<p>σ_w² and σ_b² <strong>matter</strong>; 2 * 3 * 4</p>",
      "<th class=\"number\">acc</th>", "<td>1k</td><td class=\"number\">0.9</td>",
      "<li><a href=\"https://arxiv.org/abs/1711.00165\">paper</a></li>",
    ] { #expect(html.contains(part), "\(part)") }
  }

  @Test("takes the place of a former report, and of nothing else", arguments: Report.fileNames)
  func leavesForeignFilesAlone(name: String) throws {
    try withScratch { folder in
      try report().write(into: folder)
      try report().write(into: folder)
      let file = folder.appending(path: name)
      try Data("my notes".utf8).write(to: file)
      #expect(throws: FileFailure.isNotOwn(path: file.relativePath, meant: "report")) {
        try report().write(into: folder)
      }
      #expect(try String(contentsOf: file, encoding: .utf8) == "my notes")
    }
  }

  @Test("is written beside the results, and a folder that cannot be made is an error")
  func writes() throws {
    try withScratch { folder in
      try report().write(into: folder.appending(path: "quick"))
      let text = try String(contentsOf: folder.appending(path: "quick/REPORT.md"), encoding: .utf8)
      #expect(text == report().markdown)
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "quick/index.html").path))
      let data = try Data(contentsOf: folder.appending(path: "quick/results.json"))
      let results = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect((results["experiments"] as? [[String: Any]])?.first?["id"] as? String == "lee2018/table2")
      let file = folder.appending(path: "quick/REPORT.md")
      #expect(throws: ReferenceFailure.unwritable(file.appending(path: "REPORT.md").relativePath, isPermission: false))
      {
        try report().write(into: file)
      }
    }
  }
}
