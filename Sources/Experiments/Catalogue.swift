import Suite

/// Every experiment of the suite, in the order in which `reproduce` runs and the report shows them.
public let allExperiments: [any Experiment] = [
  Table2(), Table1(), Figure1(), Figure2(), Figure3(), Figure5(), Figure6(), Figure9(), Figure4(), Selection(),
  Figure10(), PreprocessingStudy(), KernelRegression(), TangentKernelOnCircle(),
  PooleFigure1(), PooleFigure2(), SchoenholzFigure1(), SchoenholzFigure2(), SchoenholzFigure3(), SchoenholzFigure5(),
  XiaoTable1(), XiaoTable1Convolutions(), XiaoFigure1(), XiaoSpectrum(),
  Figure2Kernel(), Figure2Convolutions(), Figure2SGD(), Figure2SGDConvolutional(),
  Notebook(), NNGPAgainstNTK(),
  AroraTable1(),
  WeightChange(), EnsembleDynamics(), BayesUncertainty(), DoubleDescent(), WeightDecay(),
]
