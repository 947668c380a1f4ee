import Architectures
import CWideLimit
import Foundation
import HDF5
import InfiniteWidth
import LinearAlgebra
import TestSupport
import Testing
import UserData
import Work

@Suite struct FlowFunctionsTests {
  private let inputs = CallerExample.inputs(25, 4)
  private let tests = CallerExample.inputs(6, 4, seed: 3)
  private let times = [0, 0.5, 20, Double.infinity]
  private let noise = 0.05

  private var targets: [Double] { (0..<25).map { sin(inputs[$0, 0]) + inputs[$0, 1] } }

  private func flow(readout: Int32 = 0) -> (means: [Double], variances: [Double]) {
    let (x1, x2) = (CallerNumbers([25, 4], filled: inputs.elements), CallerNumbers([6, 4], filled: tests.elements))
    let (y1, times) = (CallerNumbers([25, 1], filled: targets), CallerNumbers([4], filled: times))
    let (means, variances) = (CallerNumbers([4, 6, 1]), CallerNumbers([4, 6]))
    let found = answer {
      widelimit_flow(
        CallerExample.dense, &x1.array, &y1.array, &x2.array, &times.array, noise, readout, &means.array,
        &variances.array, nil, $0)
    }
    #expect(found == .done)
    return (means.numbers, variances.numbers)
  }

  @Test("the flow of kernels that are there is that of the architecture", arguments: [false, true])
  func kernels(wantsCovariance: Bool) throws {
    let kernel = try Kernel(CallerExample.architecture(CallerExample.dense))
    let own = try kernel.matrices(rows: inputs, get: .both)
    let cross = try kernel.matrices(rows: tests, columns: inputs, get: .both)
    let test = try #require(kernel.matrices(rows: tests).nngp)
    func array(_ matrix: Matrix<Double>?) throws -> CallerNumbers {
      let matrix = try #require(matrix)
      return CallerNumbers([matrix.rows, matrix.columns], filled: matrix.elements)
    }
    let (theta, prior) = (try array(own.ntk), try array(own.nngp))
    let (crossTheta, crossPrior, testPrior) = (try array(cross.ntk), try array(cross.nngp), try array(test))
    let (y1, times) = (CallerNumbers([25], filled: targets), CallerNumbers([4], filled: times))
    let (means, variances) = (CallerNumbers([4, 6, 1]), CallerNumbers([4, 6]))
    let covariances = CallerNumbers([4, 6, 6])
    let found = answer { error in
      wantsCovariance
        ? widelimit_kernel_flow(
          &theta.array, &y1.array, &crossTheta.array, &prior.array, &crossPrior.array, &testPrior.array, &times.array,
          noise, &means.array, &variances.array, &covariances.array, nil, error)
        : widelimit_kernel_flow(
          &theta.array, &y1.array, &crossTheta.array, &prior.array, &crossPrior.array, &testPrior.array, &times.array,
          noise, &means.array, &variances.array, nil, nil, error)
    }
    #expect(found == .done)
    let expected = flow()
    for (a, b) in zip(means.numbers, expected.means) { #expect(abs(a - b) < 1e-10) }
    for (a, b) in zip(variances.numbers, expected.variances) { #expect(abs(a - b) < 1e-10) }
    guard wantsCovariance else { return }
    // At time 0 it is the prior's.
    for (a, b) in zip(covariances.numbers, test.elements) { #expect(abs(a - b) < 1e-12) }
    for p in 0..<4 {
      for i in 0..<6 {
        #expect(covariances.numbers[p * 36 + 7 * i] == variances.numbers[p * 6 + i])
        for j in 0..<i {
          #expect(covariances.numbers[p * 36 + 6 * i + j] == covariances.numbers[p * 36 + 6 * j + i])
        }
      }
    }
  }

  @Test("arrays in memory have the bits of arrays in files", arguments: [false, true])
  func files(readout: Bool) throws {
    let folder = try ScratchFolder()
    let (input, output) = (folder.file("X.h5"), folder.file("P.h5"))
    let file = try HDF5File.create(input)
    try file.root.createDataset("x1", of: Double.self, shape: [25, 4]).write(inputs.elements)
    try file.root.createDataset("x2", of: Double.self, shape: [6, 4]).write(tests.elements)
    try file.root.createDataset("y1", of: Double.self, shape: [25, 1]).write(targets)
    try file.close()
    var prediction = FlowPredictionFile(
      architecture: try CallerExample.architecture(CallerExample.dense), inputs: input, output: output,
      method: readout ? .readout : .gradientFlow, times: times)
    prediction.noiseVariance = noise
    try prediction.write(progress: ProgressDisplay(style: .quiet), interruption: Interruption())
    let root = try HDF5File.open(output).root
    let found = flow(readout: readout ? 1 : 0)
    #expect(try root.dataset("mean").read(as: Double.self) == found.means)
    #expect(try root.dataset("variance").read(as: Double.self) == found.variances)
  }

  @Test("means need no prior, and training the readout alone is the NNGP's flow")
  func means() throws {
    let kernel = try Kernel(CallerExample.architecture(CallerExample.dense))
    let own = try #require(kernel.matrices(rows: inputs).nngp)
    let cross = try #require(kernel.matrices(rows: tests, columns: inputs).nngp)
    let theta = CallerNumbers([25, 25], filled: own.elements)
    let crossTheta = CallerNumbers([6, 25], filled: cross.elements)
    let (y1, times) = (CallerNumbers([25, 1], filled: targets), CallerNumbers([4], filled: times))
    let means = CallerNumbers([4, 6, 1])
    #expect(
      answer {
        widelimit_kernel_flow(
          &theta.array, &y1.array, &crossTheta.array, nil, nil, nil, &times.array, noise, &means.array, nil, nil, nil,
          $0
        )
      } == .done)
    for (a, b) in zip(means.numbers, flow(readout: 1).means) { #expect(abs(a - b) < 1e-10) }
    // Arrays that do not fit together, a kernel with a NaN, and a noise that is none.
    let wrong = CallerNumbers([6, 24], filled: [Double](repeating: 0, count: 144))
    #expect(
      answer {
        widelimit_kernel_flow(
          &theta.array, &y1.array, &wrong.array, nil, nil, nil, &times.array, noise, &means.array, nil, nil, nil, $0)
      }.status == 64)
    for bad in [-1, Double.nan, .infinity] {
      #expect(
        answer {
          widelimit_kernel_flow(
            &theta.array, &y1.array, &crossTheta.array, nil, nil, nil, &times.array, bad, &means.array, nil, nil, nil,
            $0)
        }.status == 64)
    }
    crossTheta.array.data?[3] = .nan
    #expect(
      answer {
        widelimit_kernel_flow(
          &theta.array, &y1.array, &crossTheta.array, nil, nil, nil, &times.array, noise, &means.array, nil, nil, nil,
          $0
        )
      }
        == Answer(
          status: 65,
          message:
            "cross_theta row 0 holds a NaN, an infinite value or one whose square is; clean the data and run again"))
  }

  @Test("nothing is written before all inputs are read", arguments: 0..<3)
  func readsFirst(bad: Int) throws {
    let kernel = try Kernel(CallerExample.architecture(CallerExample.dense))
    let own = try #require(kernel.matrices(rows: inputs).nngp)
    let cross = try #require(kernel.matrices(rows: tests, columns: inputs).nngp)
    let (theta, crossTheta) = (
      CallerNumbers([25, 25], filled: own.elements), CallerNumbers([6, 25], filled: cross.elements)
    )
    let priors = [theta, crossTheta, CallerNumbers([6], filled: [Double](repeating: 1, count: 6))]
    let wrong = CallerNumbers([5], filled: [Double](repeating: 1, count: 5))
    let given = priors.indices.map { $0 == bad ? wrong : priors[$0] }
    let (y1, times) = (CallerNumbers([25, 1], filled: targets), CallerNumbers([4], filled: times))
    let (means, variances) = (CallerNumbers([4, 6, 1]), CallerNumbers([4, 6]))
    let found = answer {
      widelimit_kernel_flow(
        &theta.array, &y1.array, &crossTheta.array, &given[0].array, &given[1].array, &given[2].array, &times.array,
        noise, &means.array, &variances.array, nil, nil, $0)
    }
    #expect(found.status == 64)
    #expect((means.numbers + variances.numbers).allSatisfy { $0 == -123.5 })
  }

  @Test("targets of another number name the arguments of the call")
  func namesArguments() {
    let theta = CallerNumbers([2, 2], filled: [1, 0, 0, 1])
    let (goals, times) = (CallerNumbers([3], filled: [1, 2, 3]), CallerNumbers([1], filled: [1]))
    let means = CallerNumbers([1, 2, 1])
    let found = answer {
      widelimit_kernel_flow(
        &theta.array, &goals.array, &theta.array, nil, nil, nil, &times.array, 0, &means.array, nil, nil, nil, $0)
    }
    #expect(found.status == 65 && found.message.hasPrefix("theta has 2 rows and targets 3;"), "\(found)")
  }

  @Test("times that are none", arguments: [[-1.0], [Double.nan], [1, -0.5]])
  func times(_ bad: [Double]) {
    let (x1, y1) = (CallerNumbers([25, 4], filled: inputs.elements), CallerNumbers([25, 1], filled: targets))
    let (times, means) = (CallerNumbers([bad.count], filled: bad), CallerNumbers([bad.count, 25, 1]))
    let found = answer {
      widelimit_flow(
        CallerExample.dense, &x1.array, &y1.array, &x1.array, &times.array, 0, 0, &means.array, nil, nil, $0)
    }
    #expect(found.status == 65 && found.message.contains("time"), "\(found)")
  }
}
