// Message text as a phone shows it: bold, italic, strike, code. Builds nodes, never markup.

const STYLES = { "*": "b", "_": "i", "~": "s", "`": "code" };

const isWord = (character) => character !== undefined && /[\p{Script=Latin}\p{Nd}]/u.test(character);

/** An opening marker stands at the start, after a space, `>` or another marker; a closing one before no letter or digit. */
function closing(text, at) {
  const marker = text[at];
  const before = text[at - 1];
  if (before !== undefined && !/[\s>*_~(]/.test(before)) return -1;
  for (let end = text.indexOf(marker, at + 1); end !== -1; end = text.indexOf(marker, end + 1)) {
    if (end > at + 1 && !isWord(text[end + 1])) return end;
  }
  return -1;
}

function line(text) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length; at += 1) {
    const tag = STYLES[text[at]];
    const end = tag ? closing(text, at) : -1;
    if (end === -1) { plain += text[at]; continue; }
    if (plain) nodes.push(document.createTextNode(plain));
    plain = "";
    const styled = document.createElement(tag);
    const inner = text.slice(at + 1, end);
    styled.append(...(tag === "code" ? [inner] : line(inner)));
    nodes.push(styled);
    at = end;
  }
  if (plain) nodes.push(document.createTextNode(plain));
  return nodes;
}

export function format(text) {
  const nodes = [];
  text.split(/(```[\s\S]+?```)/).forEach((part) => {
    if (/^```[\s\S]+```$/.test(part)) {
      const code = document.createElement("code");
      code.textContent = part.slice(3, -3);
      nodes.push(code);
      return;
    }
    part.split("\n").forEach((text, index) => {
      if (index > 0) nodes.push(document.createTextNode("\n"));
      nodes.push(...line(text));
    });
  });
  return nodes;
}
