import Nonlinearities

/// What pairs of images cost by their tensors, from the architecture and their size alone.
extension PositionKernel {
  var positionPairs: Int {
    program.pairsAtInput
      + PositionProgram.sum(program.steps) { step in
        switch step.kind {
        case .convolution(let convolution) where convolution.window.input != convolution.window.output: step.pairCount
        case .pooling(let pooling) where !pooling.isGlobal: step.pairCount
        default: 0
        }
      }
  }

  var secondsPerPair: Double {
    // Each image of a tile is carried through the layers as well: as much work as a pair, of equal positions as three.
    let share = 1 + (program.met == .equal ? 6 : 2) / Double(PositionFiller.largestTile(program, channels: 1))
    return share * (5e-9 * Double(program.pairsAtInput) + PositionProgram.sum(program.steps, seconds))
  }

  private func seconds(_ step: PositionStep) -> Double {
    let pairs = Double(step.pairCount)
    switch step.kind {
    case .convolution(let convolution):
      let (y, x) = (convolution.window.y, convolution.window.x)
      // Sums down the columns are taken of all of them, whatever the stride along the rows.
      let columns = Double(y.outputs * x.length)
      if step.met == .equal {
        return columns * 0.3e-9 * Double(y.size) + pairs * (1e-9 + 0.3e-9 * Double(x.size))
      }
      return columns * columns * 1.5e-9 * Double(y.size) + pairs * (3e-9 + 1.5e-9 * Double(x.size))
    case .pooling(let pooling):
      let (y, x, input) = (pooling.window.y, pooling.window.x, Double(pooling.window.input.positionCount))
      return input * (Double(y.outputs * y.size * x.length) * 1e-9 + Double(y.outputs * x.outputs * x.size) * 2e-9)
        + pairs * 5e-9
    case .attention:
      let positions = Double(step.grid.positionCount)
      return 8 * positions * positions * positions / KernelCost.coreSpeed + positions * positions * 2e-9
    case .activation(let slot):
      guard program.fastDuals[slot] == nil, case .nonlinearity(let nonlinearity) = program.slots[slot].content else {
        // Of equal positions as measured with AVX2.
        return pairs * (step.met == .equal ? 8e-9 : 3.5e-9)
      }
      return pairs * max(500e-9, nonlinearity.cost.secondsPerPair)
    case .branches(let branches, _): return pairs * 1.5e-9 * Double(branches.count)
    case .layerNorm, .dropout, .scale, .flatten, .restriction: return pairs * 1e-9
    }
  }

  /// The tables of the images of a tile, the tensors that stand at a time, and the scratch of the largest step.
  func workingBytes(channels: Int) -> Int {
    let tile = PositionFiller.largestTile(program, channels: channels)
    let tables = 2 * tile * PreparedPositions.count(program, channels: channels)
    let tensors = 2 * program.tensorCount * program.capacity
    return 8 * (tables + tensors + program.scratchCount)
  }
}

extension PositionStep {
  /// Pairs of positions behind it.
  fileprivate var pairCount: Int { grid.positionCount * (met == .all ? grid.positionCount : 1) }
}

extension PositionProgram {
  fileprivate var pairsAtInput: Int { grid.positionCount * (met == .all ? grid.positionCount : 1) }

  /// Over all steps, those of branches too.
  fileprivate static func sum<T: Numeric>(_ steps: [PositionStep], _ value: (PositionStep) -> T) -> T {
    steps.reduce(0) { total, step in
      guard case .branches(let branches, _) = step.kind else { return total + value(step) }
      return branches.reduce(total + value(step)) { $0 + sum($1, value) }
    }
  }

  /// The most tensors that stand at a time.
  var tensorCount: Int { Self.tensorCount(steps) }

  /// With the one that the steps begin with.
  private static func tensorCount(_ steps: [PositionStep]) -> Int {
    steps.reduce(1) { most, step in
      switch step.kind {
      case .convolution, .pooling, .attention, .flatten, .restriction: max(most, 2)
      case .activation, .layerNorm, .dropout, .scale: most
      case .branches(let branches, _):
        branches.enumerated().reduce(most) { most, branch in
          // What the others have made so far, and the input where another branch still needs it.
          let kept = (branch.offset > 0 ? 1 : 0) + (branch.offset < branches.count - 1 ? 1 : 0)
          return max(most, kept + tensorCount(branch.element))
        }
      }
    }
  }
}
