import Plotting
import Results
import Suite

/// Lee et al. 2018, Figure 4: the maps of Figure 9 at depth 50 beside the phase diagrams of the two nonlinearities.
struct Figure4: View {
  let id = "lee2018/figure4"
  let title = "Test accuracy at depth 50 and the phases of deep signal propagation (Figure 4)"
  let shown = Figure9()

  func scores(_ tables: Tables, _ settings: Figure9.Settings) throws -> [Score] {
    try AccuracyMaps(tables, settings).scoresBesidePhases
  }

  func figure(_ tables: Tables, _ settings: Figure9.Settings) throws -> Figure? {
    try AccuracyMaps(tables, settings).figureBesidePhases
  }
}
