"""Two arms in one run, interleaved A B B A, and what their figures say beside each other."""

import statistics

# A round whose anchor is further off its own median than this is repeated.
ANCHOR_OFF_MAX = 0.25


def measure(anchor, docket, rounds, judged):
    """Runs both arms `rounds` times; each arm gives a dictionary of figures.

    Returns ([(anchor figures, docket figures)], rounds repeated). `judged` names the anchor's
    figure by which a disturbed round is known. At most as many rounds are repeated as were asked.
    One round alone only shows that both arms are right: each runs once.
    """
    if rounds == 1:
        return [(anchor(), docket())], 0

    def run():
        first, second, third, fourth = anchor(), docket(), docket(), anchor()
        return (first, fourth), (second, third)

    def off(figures, middle):
        return abs(_mean(*figures[0])[judged] - middle)

    done = [run() for _ in range(rounds)]
    redone = 0
    while redone < rounds:
        middle = statistics.median(_mean(*anchors)[judged] for anchors, _ in done)
        worst = max(done, key=lambda figures: off(figures, middle))
        if off(worst, middle) <= ANCHOR_OFF_MAX * middle:
            break
        done[done.index(worst)] = run()
        redone += 1
    # Not before all have run: an arm's bill grows until the next one begins.
    return [(_mean(*anchors), _mean(*dockets)) for anchors, dockets in done], redone


def _mean(one, other):
    return {name: (one[name] + other[name]) / 2 for name in one}


def quartiles(values):
    ordered = sorted(values)
    if len(ordered) == 1:
        return {"p25": ordered[0], "p50": ordered[0], "p75": ordered[0]}
    low, middle, high = statistics.quantiles(ordered, n=4, method="inclusive")
    return {"p25": low, "p50": middle, "p75": high}


def ratios(done, name, of=None):
    """Quartiles of docket's figure over the anchor's, round by round. `of` computes the anchor's
    where it is made of several."""
    of = of or (lambda figures: figures[name])
    return quartiles([docket[name] / of(anchor) for anchor, docket in done])
