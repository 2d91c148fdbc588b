"""The values for Zero to JupyterHub: what they say agrees with what was measured."""

import re

import pytest
import yaml

from benchmarks.report import table
from tools.repository import ROOT

FOLDER = ROOT / "workshop" / "kubernetes"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
SIZES = (30, 300, 3000)
# Of a machine of 4 cores and 16 GB, about this much is left for pods.
NODE_CORES, NODE_BYTES, NODE_PODS = 3.9, 13.0e9, 100
UNITS = {"M": 1e6, "G": 1e9, "Mi": 2**20, "Gi": 2**30}


def merged(old, new):
    both = {**old, **new}
    for key in old.keys() & new.keys():
        if isinstance(old[key], dict):
            both[key] = merged(old[key], new[key])
    return both


def values(learners):
    files = ("common.yaml", f"learners-{learners}.yaml")
    common, size = (yaml.safe_load((FOLDER / name).read_text()) for name in files)
    return merged(common, size)


def memory(text):
    number, unit = re.fullmatch(r"([0-9.]+)([MG]i?)", text).groups()
    return float(number) * UNITS[unit]


def cores(text):
    return float(text[:-1]) / 1000 if str(text).endswith("m") else float(text)


def measured(row):
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    room = results.partition("## A room on the hub")[2]
    return float(re.search(rf"^\| \**{row}\** \| ([\d.,]+)", room, re.M)[1].replace(",", ""))


def needs(learners):
    """Return the row of the README's table: what one size asks for, from the values alone."""
    chosen = values(learners)
    each = chosen["singleuser"]
    replicas = chosen["scheduling"]["userPlaceholder"]["replicas"]
    scheduler = chosen["scheduling"]["userScheduler"]
    core = [chosen["hub"]["resources"], chosen["proxy"]["chp"]["resources"]]
    core += [scheduler["resources"]] * scheduler["replicas"]
    core_memory = sum(memory(one["requests"]["memory"]) for one in core)
    core_cores = sum(cores(one["requests"]["cpu"]) for one in core)
    pods = learners + replicas
    all_memory = core_memory + pods * memory(each["memory"]["guarantee"])
    all_cores = core_cores + pods * each["cpu"]["guarantee"]
    nodes = max(all_memory / NODE_BYTES, all_cores / NODE_CORES, pods / NODE_PODS)
    return [
        f"{learners:,}",
        f"{learners * memory(each['memory']['guarantee']) / 1e9:,.1f} GB",
        f"{learners * each['cpu']['guarantee']:,.1f}",
        f"{replicas}",
        f"{core_memory / 1e9:.1f} GB, {core_cores:.1f} cores",
        f"**{all_memory / 1e9:,.1f} GB**",
        f"**{all_cores:,.1f}**",
        f"{int(-(-nodes // 1))}",
    ]


HEADINGS = [
    *("learners", "their memory", "their cores", "placeholders"),
    *("hub, proxy, schedulers", "memory in all", "cores in all", "machines"),
]


def test_the_readmes_table_is_what_the_values_ask_for():
    expected = table(HEADINGS, map(needs, SIZES))
    assert expected in README, f"the table must be\n{expected}"


def test_a_learner_is_guaranteed_what_was_measured():
    server, kernel = measured("memory, servers, each"), measured("memory, kernels, each")
    each = values(30)["singleuser"]
    assert (server + 2 * kernel) * 1e6 <= memory(each["memory"]["guarantee"])
    assert (server + 5 * kernel) * 1e6 <= memory(each["memory"]["limit"])
    learners, share = measured("learners, all at one moment"), measured("processor while sliding")
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    on_cores = int(re.search(r"share of all (\d+) cores", results)[1])
    assert learners == 30
    assert each["cpu"]["guarantee"] >= share / 100 * on_cores / learners
    assert f"{server:.0f} MB" in README
    assert f"{kernel:.0f} MB" in README


@pytest.mark.parametrize("learners", SIZES)
def test_each_size_has_room_for_its_learners(learners):
    chosen = values(learners)
    assert chosen["hub"]["activeServerLimit"] > learners
    assert chosen["scheduling"]["userPlaceholder"]["replicas"] >= learners / 10
    assert all(chosen["scheduling"][on]["enabled"] for on in ("userScheduler", "podPriority"))
    assert f"learners-{learners}.yaml" in README


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.name)
def test_no_password_is_in_the_values(path):
    def keys(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key.lower()
                yield from keys(inner)

    found = list(keys(yaml.safe_load(path.read_text())))
    assert found
    assert not [key for key in found if re.search("password|secret|token|client_id", key)]


def test_nobody_gets_in_before_sign_in_is_set():
    config = values(30)["hub"]["config"]
    assert config["JupyterHub"]["authenticator_class"] not in ("dummy", "shared-password")
    assert config["Authenticator"]["allow_all"] is False
