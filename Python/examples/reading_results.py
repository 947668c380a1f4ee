"""Results of the suite in Python: the accuracies of Lee, Bahri et al. 2018, Table 2.

    python reading_results.py RESULTS [PICTURE]

RESULTS is a folder such as results/quick, which `make reproduce` fills.
"""

import sys

import matplotlib.pyplot as plt

import widelimit

results = widelimit.open_results(sys.argv[1])
print(results)
table2 = results["lee2018/table2"]
print(table2["/"].attrs["title"], "by", table2["/"].attrs["command_line"])

accuracy = table2["gaussian_process"].test_accuracy
print(accuracy.mean("subset_seed").to_dataframe()[["test_accuracy"]])

figure, axis = plt.subplots(figsize=(6, 4), layout="constrained")
mean, error = accuracy.mean("subset_seed"), accuracy.std("subset_seed")
for shift, nonlinearity in zip((-0.05, 0.05), mean.nonlinearity.values):
    places = [place + shift for place in range(mean.sizes["row"])]
    axis.errorbar(
        places, mean.sel(nonlinearity=nonlinearity), error.sel(nonlinearity=nonlinearity), fmt="o", label=nonlinearity
    )
axis.set_xticks(range(mean.sizes["row"]), mean.row.values)
axis.set(title="Gaussian processes of infinitely wide networks", ylabel=accuracy.attrs["long_name"], ylim=(0, 1))
axis.legend()
figure.savefig(sys.argv[2] if len(sys.argv) > 2 else "reading_results.png", dpi=90)
