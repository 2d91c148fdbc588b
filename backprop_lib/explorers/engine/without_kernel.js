// Makes the sliders of an explorer show the frames that are stored in the page beside them.
(async (explorer) => {
  const inputs = [...explorer.querySelectorAll("input")];
  const values = [...explorer.querySelectorAll(".value")];
  const reset = explorer.querySelector("button");
  const [stillLayer, movingLayer] = explorer.querySelector(".layers").children;
  if (!window.DecompressionStream) {
    reset.insertAdjacentText("afterend", "The sliders need a newer browser, from 2023 or later.");
    return;
  }
  const packed = explorer.querySelector("script[type='application/gzip']").textContent;
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { stills, start, controls } = await new Response(unpacked).json();
  const places = inputs.map((input) => input.value);
  const texts = values.map((value) => value.textContent);
  let stillShown = start[0];

  const say = (index, text) => {
    values[index].textContent = text;
    inputs[index].ariaValueText = text;
  };

  const show = (still, moving) => {
    if (still !== stillShown) stillLayer.innerHTML = stills[still];
    stillShown = still;
    movingLayer.innerHTML = moving;
  };

  inputs.forEach((input, moved) => {
    input.addEventListener("input", () => {
      controls.forEach(({ home, text }, other) => {
        if (other !== moved) inputs[other].value = home;
        say(other, text);
      });
      const [text, still, moving] = controls[moved].frames[input.value];
      say(moved, text);
      show(still, moving);
    });
    input.disabled = false;
  });

  reset.addEventListener("click", () => {
    inputs.forEach((input, index) => (input.value = places[index]));
    texts.forEach((text, index) => say(index, text));
    show(...start);
  });
  reset.disabled = false;
})(document.currentScript.parentElement);
