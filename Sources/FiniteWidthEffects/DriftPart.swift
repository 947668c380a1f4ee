import Results

/// A part of the mean's drift, by its name in files and keys.
enum DriftPart: String, CaseIterable {
  case meanKernel = "mean_kernel"
  case fluctuations, movement

  var title: String {
    switch self {
    case .meanKernel: "mean initial kernel"
    case .fluctuations: "kernel's fluctuations"
    case .movement: "kernel's movement"
    }
  }
}
