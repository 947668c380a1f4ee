import Failures
import Results
import Work

/// What is made of the results of several experiments: one without results, or with such as cannot be used, says
/// nothing about the others.
struct ResultsCollection<Entry> {
  /// In the experiments' order.
  private(set) var entries: [Entry] = []
  /// The experiments without results, by id. Several views may lack the same one.
  private(set) var absent: [String] = []
  /// One entry a file.
  private(set) var unusable: [UnusableResults] = []
  /// The first failure of either kind.
  private(set) var (firstAbsent, firstUnusable): (SuiteFailure?, ErrorDescription?) = (nil, nil)

  /// - Throws: what is wrong with the reference numbers.
  init(
    _ experiments: [any Experiment], settings: RunSettings, references: ReferenceLibrary?, allowsPartial: Bool = false,
    _ make: (FinishedExperiment) throws -> Entry
  ) throws {
    for experiment in experiments {
      let owner = experiment.source ?? experiment.id
      do {
        entries.append(
          try make(
            FinishedExperiment(
              experiment, settings: settings, references: references, allowsPartial: allowsPartial)))
      } catch let failure as SuiteFailure where failure.isAbsence {
        if !absent.contains(owner) { absent.append(owner) }
        firstAbsent = firstAbsent ?? failure
      } catch let failure as ReferenceFailure {
        throw failure
      } catch {
        let description = ErrorDescription(error)
        if !unusable.contains(where: { $0.id == owner }) {
          unusable.append(UnusableResults(id: owner, message: description.message))
        }
        firstUnusable = firstUnusable ?? description
      }
    }
  }
}

extension SuiteFailure {
  fileprivate var isAbsence: Bool { if case .noResults = self { true } else { false } }
}
