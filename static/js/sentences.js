// Where sentences and words start and end, for marking with the keyboard.

// A point after these is hardly ever the end of a sentence.
const ABBREVIATION =
  /(?:^|[\s(“"‘])(?:(?:\p{Lu}\.)+|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Lt|Sgt|St|Jr|Sr|Prof|Rev|Hon|Pres|vs|No|approx)\.)\s*$/u;

/** [start, end] of each sentence of `text`, in UTF-16 units, white space left out. */
export function sentencesOf(text, language) {
  const bounds = [];
  let start = 0;
  for (const { index, segment } of segmenter(language, "sentence").segment(text)) {
    const end = index + segment.length;
    if (end < text.length && ABBREVIATION.test(text.slice(start, end))) continue;
    const words = text.slice(start, end);
    const from = start + words.length - words.trimStart().length;
    const to = start + words.trimEnd().length;
    if (from < to) bounds.push([from, to]);
    start = end;
  }
  return bounds;
}

/** [start, end] of each word of `text`, in UTF-16 units: what has a letter or a digit. */
export function wordsOf(text, language) {
  return [...segmenter(language, "word").segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index, segment }) => [index, index + segment.length]);
}

/** Whether, of two {element, from, to}, `one` ends behind where `other` begins in the text. */
export function reaches(one, other) {
  if (one.element !== other.element)
    return Boolean(
      one.element.compareDocumentPosition(other.element) & Node.DOCUMENT_POSITION_PRECEDING,
    );
  return one.to > other.from;
}

function segmenter(language, granularity) {
  try {
    return new Intl.Segmenter(language || undefined, { granularity });
  } catch {
    return new Intl.Segmenter(undefined, { granularity });
  }
}
