/// What may stand in the braces of an `Architecture`: a word of the builder that stands for one layer.
public protocol ArchitecturePart<Ending> {
  /// What the units are after it.
  associatedtype Ending: PartEnding
  var layer: Layer { get }
}

/// A part that takes units of any kind.
public protocol FreePart: ArchitecturePart {}

/// A part that needs Gaussian units: a weighted layer since the last activation, flatten or dropout.
public protocol GaussianPart: ArchitecturePart {}
