/// How a run of parts ends, as far as the compiler can tell.
public protocol PartEnding {}

/// An ending after which an activation, a layerNorm, a residual or the end of a branch may come.
public protocol MaybeWeighted: PartEnding {}

/// The last part is a weighted layer.
public enum EndsWeighted: MaybeWeighted {}

/// The last part is an activation, flatten or dropout: the units are no longer Gaussian.
public enum EndsChanged: PartEnding {}

/// The last part is a choice, a loop, a ready `Layer` or pooling; `CompositionRules` find out.
public enum EndsUnknown: MaybeWeighted {}

/// The last part is a condition without else.
public enum EndsPerhaps<Ending: PartEnding>: MaybeWeighted {}

/// Layers between braces, with how they end as a type.
public struct Layers<Ending: PartEnding> {
  let layers: [Layer]
}
