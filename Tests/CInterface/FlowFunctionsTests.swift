import Architectures
import CWideLimit
import Foundation
import InfiniteWidth
import LinearAlgebra
import Testing

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
