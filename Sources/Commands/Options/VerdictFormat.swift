import ArgumentParser
import Results

/// How `verify` prints the verdicts.
enum VerdictFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, junit, markdown

  /// The whole of standard output; `nil` for text, which is printed experiment by experiment.
  func document(_ tier: JudgedTier, isStrict: Bool) -> String? {
    switch self {
    case .text: nil
    case .json: VerdictJSON(tier).text
    case .junit: VerdictJUnit(tier, isStrict: isStrict).text
    case .markdown: tier.markdown
    }
  }
}
