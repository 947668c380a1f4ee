import Suite

/// Every experiment of the suite, in the order in which `reproduce` runs and the report shows them.
public let allExperiments: [any Experiment] = [
  Table2(), Table1(), Figure3(), Figure5(), Figure6(), PreprocessingStudy(), KernelRegression(),
  XiaoTable1(), XiaoFigure1(), XiaoSpectrum(),
]
