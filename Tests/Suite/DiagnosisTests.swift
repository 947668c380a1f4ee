import Foundation
import Suite
import Testing

@Suite struct DiagnosisTests {
  @Test func whatLimitsBLASIsNamed() {
    #expect(Diagnosis.blas([:]).filter(\.isWarning).isEmpty)
    let findings = Diagnosis.blas(["OPENBLAS_CORETYPE": "Haswell", "OMP_NUM_THREADS": "1"]).filter(\.isWarning)
    #expect(findings.count == 2)
    #expect(findings[0].line.contains("warning: OPENBLAS_CORETYPE=Haswell"))
    #expect(findings[1].line.contains("OMP_NUM_THREADS=1"))
  }

  @Test func missingDatasetsComeWithTheirMend() {
    let nowhere = URL(filePath: "/nowhere")
    let findings = Diagnosis(datasets: nowhere, results: FileManager.default.temporaryDirectory).findings
    let mnist = findings.first { $0.subject == "mnist" }
    #expect(mnist?.isWarning == true)
    #expect(mnist?.text.contains("widelimit data fetch") == true)
    for subject in ["processor", "memory", "BLAS", "BLAS kernel", "HDF5", "fonts", "results"] {
      #expect(findings.contains { $0.subject == subject && !$0.text.isEmpty }, "\(subject)")
    }
  }
}
