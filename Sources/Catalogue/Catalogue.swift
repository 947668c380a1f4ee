import Arora2019
import Bayes
import Closure
import FiniteWidthEffects
import GarrigaAlonso2019
import Jacot2018
import Lecture
import Lee2018
import Lee2019
import Novak2019
import Poole2016
import Schoenholz2017
import Shankar2020
import Suite
import Xiao2020

/// Every experiment of the suite, in the order in which `reproduce` runs and the report shows them.
public let catalogue = ExperimentList(
  Lee2018.experiments + Jacot2018.experiments + Poole2016.experiments + Schoenholz2017.experiments
    + Xiao2020.experiments + Arora2019.experiments + Lee2019.experiments
    + GarrigaAlonso2019.experiments + Novak2019.experiments + Shankar2020.experiments + Bayes.experiments
    + Closure.experiments + FiniteWidthEffects.experiments + Lecture.experiments)
