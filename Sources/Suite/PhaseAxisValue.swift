import MeanField
import Results

/// The phase of a network as what a sweep varies.
extension Phase: AxisValue {}
