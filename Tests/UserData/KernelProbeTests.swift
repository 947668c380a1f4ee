import Architectures
import HDF5
import InfiniteWidth
import LinearAlgebra
import Nonlinearities
import Testing
import UserData

@Suite struct KernelProbeTests {
  /// α a input and β a pair: what inputs take alone is not counted as that of pairs.
  @Test func pairsAreToldFromInputs() throws {
    let times: [(count: Int, seconds: Double)] = [64, 128].map { (n: Int) -> (count: Int, seconds: Double) in
      let (inputs, pairs) = (Double(n), 0.5 * Double(n) * Double(n + 1))
      return (count: n, seconds: 3e-6 * inputs + 5e-8 * pairs)
    }
    let rate = try #require(KernelProbe.rate(times))
    #expect(abs(rate / 5e-8 - 1) < 1e-9)
    #expect(KernelProbe.rate([]) == nil)
    // Noise does not make pairs free.
    let noisy = try #require(KernelProbe.rate([(count: 64, seconds: 0.1), (count: 128, seconds: 0.1)]))
    #expect(noisy > 0)
    // Of a deep network a few inputs take much longer than their pairs: those do not count, not even half.
    let deep: [(count: Int, seconds: Double)] = [(4, 0.03 + 3e-4), (8, 0.06 + 1.08e-3)]
    #expect(abs(try #require(KernelProbe.rate(deep, least: 1e-6)) / 3e-5 - 1) < 1e-6)
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
