// Reads {words, exercises: [{rules, cases: [[draw, answer], …]}]} and writes what `judge.js` says.

import { readFileSync } from "node:fs";

const engine = new URL("../../backprop_lib/practice/engine/", import.meta.url);
const judging = await import(new URL("judge.js", engine).href);
const { number, readNumber } = await import(new URL("arithmetic.js", engine).href);
const { words, exercises, texts, numbers } = JSON.parse(readFileSync(0, "utf-8"));

const judged = exercises.map(({ rules, cases }) =>
  cases.map(([drawn, answer]) => {
    const draw = rules.draws?.find((each) => each.draw === drawn);
    const outcome = judging.judge(rules, answer, words, draw);
    const shown =
      rules.kind === "steps"
        ? judging
            .verdicts(rules, answer, words, draw)
            .map((each) => [each.misconception, ...judging.shownVerdict(each, words)])
        : [];
    return [
      ...[outcome.status, outcome.message, outcome.misconception],
      judging.mark(rules, answer, outcome, words, draw),
      judging.panel(outcome, words),
      judging.reason(outcome, words),
      shown,
    ];
  }),
);
const read = texts.map((text) => readNumber(text, words.reading));
const written = numbers.map((value) => number(value, 10));
process.stdout.write(JSON.stringify({ judged, read, written }));
