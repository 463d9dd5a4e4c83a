// The steps of a collection put in order where they are: by their buttons, by the keyboard, or
// by dragging a handle. The form's fields move with them, and "Save" sends the order. Without a
// script each button sends the form.

class OrderedSteps extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    if (!this.list) return;
    for (const handle of this.querySelectorAll(".step-handle")) this.dragBy(handle);
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-move]");
      if (!button) return;
      event.preventDefault();
      this.move(button.closest("li"), Number(button.dataset.move));
      if (button.disabled) this.otherWay(button).focus();
      else button.focus();
    });
  }

  otherWay(button) {
    const way = button.dataset.move === "1" ? "-1" : "1";
    return button.parentElement.querySelector(`[data-move="${way}"]`);
  }

  move(step, way) {
    const there = way < 0 ? step.previousElementSibling : step.nextElementSibling;
    if (!there) return;
    if (way < 0) there.before(step);
    else there.after(step);
    this.settled(step);
  }

  // Ends have one way only; the place is spoken.
  settled(step) {
    const steps = [...this.list.children];
    steps.forEach((one, at) => {
      one.querySelector('[data-move="-1"]').disabled = at === 0;
      one.querySelector('[data-move="1"]').disabled = at === steps.length - 1;
    });
    const here = steps.indexOf(step) + 1;
    const words = this.dataset.moved.replace("{here}", here).replace("{all}", steps.length);
    const announcer = document.querySelector("desk-announcer");
    if (announcer) announcer.textContent = words;
  }

  // Pointer events, so that it works by touch as well.
  dragBy(handle) {
    const step = handle.closest("li");
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      step.classList.add("is-dragged");
      const follow = (moved) => this.follow(step, moved.clientY);
      const drop = () => {
        handle.removeEventListener("pointermove", follow);
        step.classList.remove("is-dragged");
        this.settled(step);
      };
      handle.addEventListener("pointermove", follow);
      handle.addEventListener("pointerup", drop, { once: true });
      handle.addEventListener("pointercancel", drop, { once: true });
    });
  }

  // The others make way: moving the step itself would let go of the pointer.
  follow(step, y) {
    const steps = [...this.list.children];
    const at = steps.indexOf(step);
    const middle = (one) => {
      const { top, height } = one.getBoundingClientRect();
      return top + height / 2;
    };
    for (const one of steps.slice(at + 1)) if (y > middle(one)) step.before(one);
    for (const one of steps.slice(0, at).reverse()) if (y < middle(one)) step.after(one);
  }
}

customElements.define("ordered-steps", OrderedSteps);
