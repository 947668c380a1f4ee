import Architectures
import HDF5
import InfiniteWidth
import LinearAlgebra
import Nonlinearities
import Suite
import Testing

@Suite struct KernelProbeTests {
  /// α a input and β a pair: what inputs take alone is not counted as that of pairs.
  @Test func pairsAreToldFromInputs() throws {
    let times = [64, 128].map { n in (count: n, seconds: 3e-6 * Double(n) + 5e-8 * Double(n * (n + 1)) / 2) }
    #expect(abs(try #require(KernelProbe.rate(times)) / 5e-8 - 1) < 1e-9)
    #expect(KernelProbe.rate([]) == nil)
    // Noise does not make pairs free.
    #expect(try #require(KernelProbe.rate([(64, 0.1), (128, 0.1)])) > 0)
  }

  @Test func fewInputsAreNotMeasured() throws {
    let files = try UserFiles()
    try files.write([("x1", [20, 5])])
    let inputs = try UserArray("x1", in: HDF5File.open(files.inputs))
    #expect(try KernelProbe(Kernel(files.architecture), inputs, get: .both).secondsPerPair == nil)
  }

  /// tanh takes longer than the ReLU, by what was measured and not by a table.
  @Test func manyInputsAre() throws {
    let files = try UserFiles()
    try files.write([("x1", [600, 5])])
    let inputs = try UserArray("x1", in: HDF5File.open(files.inputs))
    func seconds(_ phi: Nonlinearity) throws -> Double {
      let network = Architecture.fullyConnected(depth: 10, nonlinearity: phi, weightVariance: 1.5, biasVariance: 0.1)
      return try #require(try KernelProbe(Kernel(network), inputs, get: .both).secondsPerPair)
    }
    #expect(try seconds(.tanh) > seconds(.relu))
  }
}
