import Nonlinearities
import Texts

/// What can be wrong with an architecture. The text of each case says what is wrong and, after the semicolon, the mend.
public enum ArchitectureProblem: Sendable, Hashable {
  // The file
  case notJSON(String)
  case repeatedKey(String)
  case notUTF8(String)
  case wrongType(key: String, expected: String, found: String)
  case unknownLayer(String)
  case unknownNonlinearity(String)
  case unknownKey(String, allowed: [String])
  case missingKey(String, expected: String)
  case notOneLayer([String])
  case notInFiles(nonlinearity: String)
  // A layer's settings
  case ratesWithoutTraining
  case widthsOfOneWidth(join: String)
  case widthCount(widths: Int, branches: Int)
  case outOfRange(key: String, value: String, expected: String)
  case nonlinearity(String)
  // Composition
  case noLayers(String)
  case nestedTooDeep(limit: Int)
  case tooManyLayers(limit: Int)
  case needsWeights(since: String)
  case branchNeedsWeights
  case noBranches
  case branchesDepend(join: String)
  case branchOfInput
  // Shapes
  case needsVector(input: String)
  case needsImage
  case needsPositions
  case sidesOnSequence(key: String, size: String, input: String)
  case windowLeavesNothing(key: String, size: String, input: String)
  case windowDoesNotDivide(window: String, input: String)
  case branchChangesShape(from: String, to: String)
  case branchesDiffer(shape: String, first: String)
  case badInput(shape: String)

  public var text: String {
    switch self {
    case .notJSON(let reason):
      "not JSON (\(reason)); an architecture file is { \"layers\": [ … ] }"
    case .repeatedKey(let reason): "\(reason); keep one of them, and put every layer into an object of its own"
    case .notUTF8(let reason): reason
    case .wrongType(let key, let expected, let found):
      "\(key) is \(found); give \(expected)"
    case .unknownLayer(let name):
      "unknown layer \(Spelling.quoted(name)); "
        + Spelling.suggestion(for: name, among: LayerRegistry.all.map { $0.key })
    case .unknownNonlinearity(let name):
      "unknown activation \(Spelling.quoted(name)); "
        + Spelling.suggestion(for: name, among: NonlinearityForm.all.map(\.name))
    case .unknownKey(let key, let allowed):
      "unknown key \(Spelling.quoted(key)); "
        + (allowed.isEmpty ? "it takes no settings, remove it" : Spelling.suggestion(for: key, among: allowed))
    case .missingKey(let key, let expected):
      "\"\(key)\" is missing; give \(expected)"
    case .notOneLayer(let keys):
      "an object with \(Spelling.keys(keys)); "
        + "a layer is one object with one key, its name"
    case .notInFiles(let name):
      "the custom activation \(Spelling.quoted(name)) is Swift code and has no form in a file; use one that has a name"
    case .ratesWithoutTraining:
      "\"learningRates\" beside \"trainable\": false, where nothing learns; remove one of the two"
    case .widthsOfOneWidth(let join):
      "\"widths\" of a \(join), whose branches have one width; remove them, or write \"join\": \"concatenation\""
    case .widthCount(let widths, let branches):
      "\"widths\" has \(widths) numbers for \(branches) branches; give one for each branch, or none for equal widths"
    case .outOfRange(let key, let value, let expected):
      "\"\(key)\" is \(value); give \(expected)"
    case .nonlinearity(let message): message
    case .noLayers(let what):
      "\(what) has no layers; add at least one"
    case .nestedTooDeep(let limit):
      "layers are nested more than \(limit) deep; write fewer residual, parallel and repeat inside each other"
    case .tooManyLayers(let limit):
      "repetitions expand to more than \(limit) layers; lower a count"
    case .needsWeights(let since):
      "needs a dense or convolution layer since \(since); insert one before it"
    case .branchNeedsWeights:
      "its branch does not end in a weighted layer; add a dense or convolution layer at its end"
    case .noBranches:
      "\"branches\" is empty; give at least one list of layers"
    case .branchOfInput:
      "adds the network's input itself, which has a mean and no distribution; add a dense or convolution layer before the sum "
        + "or in the branch, or join them by concatenation"
    case .branchesDepend(let join):
      "hands on its input, which another branch of the \(join) does too, so that the two are not independent; add a dense or "
        + "convolution layer, or join them by concatenation"
    case .needsVector(let input):
      "the input is \(input); insert flatten or globalAveragePooling before it"
    case .needsImage:
      "the input is a vector, it works on images [height, width, channels]; remove it or give images"
    case .needsPositions:
      "the input is a vector, it attends to the positions of images [height, width, channels] or of sequences "
        + "[length, channels]; put it before flatten and globalAveragePooling, and give inputs with positions"
    case .sidesOnSequence(let key, let size, let input):
      "\"\(key)\" is \(size) where the input is \(input), which has no width; give one whole number"
    case .windowLeavesNothing(let key, let size, let input):
      "\"\(key)\" \(size) is larger than \(input), so that nothing is left; give a smaller one, or \"padding\": \"zero\""
    case .windowDoesNotDivide(let window, let input):
      "window \(window) does not divide \(input); choose a divisor of its height and width, or give a \"stride\", with "
        + "which the rest at the end is left out"
    case .branchChangesShape(let from, let to):
      "its branch turns \(from) into \(to), which cannot be added; keep the shape in the branch"
    case .branchesDiffer(let shape, let first):
      "ends in \(shape) where the first branch ends in \(first), which cannot be joined; end all branches in one shape"
    case .badInput(let shape):
      "inputs of shape \(shape) are empty; give at least one feature, position and channel"
    }
  }
}

extension ArchitectureProblem {
  /// What is wrong with a file's text.
  init(_ problem: JSONProblem) {
    self =
      switch problem.kind {
      case .syntax: .notJSON("\(problem)")
      case .repeatedKey: .repeatedKey("\(problem)")
      case .notUTF8: .notUTF8("\(problem)")
      case .nestedTooDeep: .nestedTooDeep(limit: CompositionRules.deepestNesting)
      }
  }
}
