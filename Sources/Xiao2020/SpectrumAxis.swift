import MeanField
import Results
import Suite

/// What the sweeps of Table 1, Figure 1 and the spectra go over.
enum SpectrumAxis {
  static let architecture = Axis<NetworkKind>("architecture", "kind of network")
  static let phase = Axis<Phase>("phase", "phase of the network")
  static let kernel = Axis<PriorKernel>("kernel", "kernel of the network")
  static let depth = Axis<Int>("depth", "depth l")
}
