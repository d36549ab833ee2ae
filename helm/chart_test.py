#!/usr/bin/env python3
"""Checks the chart: helm lint, helm-unittest, and what it renders against the schemas of Kubernetes.

    chart_test.py TOOLS    TOOLS is a folder that keeps the tools: build/chart-tools

Exit status 77 if the tools are not there. DOCKET_CHART_TOOLS=fetch fetches them: helm and helm-unittest
are compiled by Go (some minutes, once), kubernetes-validate comes from PyPI.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

CHART = pathlib.Path(__file__).with_name("docket")
CONFIGURATION = CHART.parents[1] / "deploy/configuration.md"
SKIPPED = 77
HELM = "helm.sh/helm/v3"
UNITTEST = "github.com/helm-unittest/helm-unittest"
VALIDATE = "kubernetes-validate==1.37.0"
KUBERNETES = ["1.27", "1.31", "1.37"]  # What Chart.yaml demands at least, and newer ones.
# One module for both, so that they share what they have in common. helm-unittest replaces a module in
# its go.mod, which `go install PACKAGE@VERSION` refuses.
MODULE = """\
module docket/chart-tools

go 1.26.0

replace github.com/vmware-labs/yaml-jsonpath v0.3.2 => github.com/helm-unittest/yaml-jsonpath v0.4.0
"""
VALUES = [
    [],
    ["--set", "kafka.secret=ways,kafka.replication=1,topics.ensure=false,networkPolicy.from[0].podSelector.matchLabels.a=b"],
    ["--set", "services.intake.storage.class=fast,services.intake.settings.log-level=debug,image.prefix=registry.example.org/"],
]


class Tools:
    def __init__(self, folder):
        self.folder = folder
        self.bin = folder / "bin"
        self.fetching = os.environ.get("DOCKET_CHART_TOOLS") == "fetch"

    def go(self, *arguments, cwd=None):
        environment = {**os.environ, "GOBIN": str(self.bin), "GOFLAGS": "-mod=mod"}
        subprocess.run(["go", *arguments], check=True, cwd=cwd, env=environment)

    def fetch_by_go(self):
        module = self.folder / "module"
        module.mkdir(parents=True, exist_ok=True)
        (module / "go.mod").write_text(MODULE)
        self.go("get", f"{HELM}/cmd/helm@v3.22.0", f"{UNITTEST}/cmd/helm-unittest@v1.1.2", cwd=module)
        self.go("install", f"{HELM}/cmd/helm", f"{UNITTEST}/cmd/helm-unittest", cwd=module)

    def fetch_validate(self):
        subprocess.run([sys.executable, "-m", "venv", self.folder / "python"], check=True)
        pip = self.folder / "python/bin/pip"
        subprocess.run([pip, "install", "--quiet", VALIDATE], check=True)
        (self.bin / "kubernetes-validate").symlink_to("../python/bin/kubernetes-validate")

    def find(self, name, fetch):
        """The tool called `name`, fetched if that was asked for; None if it is not there."""
        own = self.bin / name
        if not own.exists() and shutil.which(name) is None and self.fetching:
            self.bin.mkdir(parents=True, exist_ok=True)
            fetch()
        return str(own) if own.exists() else shutil.which(name)


def run(name, *command, **options):
    print("+", name, flush=True)
    return subprocess.run(command, **options).returncode == 0


def render(helm, values, version):
    command = [helm, "template", "release", CHART, "--kube-version", version]
    command += ["--set", "kafka.brokers=broker:9092", *values]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def unknown_settings(page):
    """Keys that a rendered configuration file has and no program takes."""
    known = set(re.findall(r"^\| `--([a-z-]+)` \|", CONFIGURATION.read_text(), flags=re.MULTILINE))
    files = re.findall(r"^  config\.yaml: \|\n((?:    .*\n)+)", page, flags=re.MULTILINE)
    keys = {line.split(":")[0].strip() for file in files for line in file.splitlines()}
    return sorted(keys - known) if keys else ["no configuration file"]


def check(helm, unittest, validate, folder):
    passed = run("helm lint", helm, "lint", "--strict", "--quiet", CHART, "--set", "kafka.brokers=broker:9092")
    passed &= run("helm unittest", unittest, "--strict", CHART)
    for number, values in enumerate(VALUES):
        page = folder / f"rendered-{number}.yaml"
        for version in KUBERNETES:
            rendered = render(helm, values, version)
            page.write_text(rendered)
            for setting in unknown_settings(rendered):
                print(f"not in {CONFIGURATION}: {setting}")
                passed = False
            passed &= run(f"Kubernetes {version} {values}", validate, "--strict", "-k", version, page)
    return 0 if passed else 1


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    tools = Tools(pathlib.Path(arguments[0]).resolve())
    if tools.fetching and shutil.which("go") is None:
        print("left out, for there is no Go to compile helm with")
        return SKIPPED
    found = {
        "helm": tools.find("helm", tools.fetch_by_go),
        "helm-unittest": tools.find("helm-unittest", tools.fetch_by_go),
        "kubernetes-validate": tools.find("kubernetes-validate", tools.fetch_validate),
    }
    missing = [name for name, path in found.items() if path is None]
    if missing:
        print(f"left out, for these are not installed: {', '.join(missing)}; DOCKET_CHART_TOOLS=fetch fetches them")
        return SKIPPED
    return check(*found.values(), tools.folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
