import Architectures
import Failures

/// Why an architecture has no kernel here.
public enum InfiniteWidthError: Failure, Equatable {
  case notComputable(layer: String)
  case noWeights
  /// Settings of a layer whose kernel is not known here.
  case noKernel(layer: String, setting: String, instead: String)
  /// Vectors, given to a kernel of images.
  case needsPositions
  /// Images stay images to the end.
  case endsInImage
  /// Inside a branch of a sweep over depths, a layer that changes the positions.
  case changesPositions(layer: String)
  /// K(x, x) or Θ(x, x) of some input is beyond float64 behind this layer, counted from 1 with repetitions written out.
  case overflows(kernel: String, layer: String, position: Int)
  /// K(x, x) or Θ(x, x) of some input is so small there that float64 has not all its digits, or none.
  case underflows(kernel: String, layer: String, position: Int)
  /// φ gets a variance whose duals are not computed.
  case varianceTooLarge(Double, nonlinearity: String, position: Int)
  /// The mean over the positions of an image is beyond float64.
  case overflowsInImage
  /// What the paper's lookup table does not cover.
  case notTabulated(layer: String)
  /// Rows of numbers that are no inputs of the kernel's shape.
  case inputsDiffer(count: Int, shape: InputShape)

  public var message: String {
    switch self {
    case .notComputable(let layer):
      "layer \(layer) works on the positions of images, of which a kernel of vectors knows nothing; give the kernel "
        + "the images' shape, inputShape: .image(height:width:channels:)"
    case .noKernel(let layer, let setting, let instead):
      "\(layer): \(setting) has no kernel here; \(instead)"
    case .needsPositions:
      "the kernel is one of positions, of which a product of branches makes use too, and pairs of vectors do not serve; "
        + "give rows of numbers, or PixelPairs of images"
    case .notTabulated(let layer):
      "the lookup-table kernel covers the NNGP of dense layers and its own nonlinearity on inputs of one norm, not "
        + "\(layer); use the exact kernel"
    case .overflows(let kernel, let layer, let position):
      "the \(kernel) kernel overflows float64 at layer \(position) (\(layer), repetitions written out); scale the inputs "
        + "down, or lower the weight variances or the depth"
    case .underflows(let kernel, let layer, let position):
      "the \(kernel) kernel underflows float64 at layer \(position) (\(layer), repetitions written out); scale the inputs "
        + "up, raise the weight or bias variances, or lower the depth"
    case .varianceTooLarge(let variance, let nonlinearity, let position):
      "\(nonlinearity) at layer \(position) (activation, repetitions written out) gets the variance \(variance), where 0 to "
        + "1e150 can be computed; scale the inputs down, or lower the weight and bias variances or the depth"
    case .changesPositions(let layer):
      "layer \(layer) stands in a branch, where sweeps over depths keep the positions as they are; put it before or behind "
        + "the branches, or make a kernel for each depth"
    case .overflowsInImage:
      "the kernel of an image overflows float64; scale the images down, or lower the weight variances"
    case .endsInImage:
      "the architecture ends in an image [height, width, channels], whose kernel is no number; add flatten or "
        + "globalAveragePooling"
    case .inputsDiffer(let count, let shape):
      "the inputs have \(count) numbers each, and the kernel was made for inputs \(shape); give inputs of that shape, "
        + "or make the kernel for theirs"
    case .noWeights: "the architecture has no dense layer, so it has no kernel; add one"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
