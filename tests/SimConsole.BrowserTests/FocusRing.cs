using System.Globalization;
using Microsoft.Playwright;

namespace SimConsole.BrowserTests;

/// <summary>Measures how each place that the keyboard reaches shows that it has the focus. Sources: WCAG 2.2, 2.4.7, 2.4.11 and 1.4.11.</summary>
internal sealed class FocusRing
{
    /// <summary>
    /// Focuses everything that can be focused, and says what is wrong with its ring: none, thinner than two pixels, a contrast of less than 3:1 to what
    /// surrounds it, cut off, or under something else.
    /// </summary>
    private const string Script =
        """
        () => {
          const brush = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
          const rgba = css => {
            brush.clearRect(0, 0, 1, 1);
            brush.fillStyle = css;
            brush.fillRect(0, 0, 1, 1);
            return [...brush.getImageData(0, 0, 1, 1).data];
          };
          const over = (top, under) => under.slice(0, 3).map((c, i) => c + (top[i] - c) * top[3] / 255);
          const background = element => {
            const layers = [];
            for (let e = element; e; e = e.parentElement) {
              layers.unshift(rgba(getComputedStyle(e).backgroundColor));
            }
            return layers.reduce((under, top) => over(top, under), [255, 255, 255]);
          };
          const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          const luminance = color => color.reduce((sum, c, i) => sum + linear(c / 255) * [0.2126, 0.7152, 0.0722][i], 0);
          const contrast = (a, b) => {
            const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
            return (light + 0.05) / (dark + 0.05);
          };
          const ringOf = element => {
            let carrier = element;
            for (let i = 0; carrier && i < 6; i++, carrier = carrier.parentElement) {
              const style = getComputedStyle(carrier);
              if (style.outlineStyle === 'solid' && style.opacity !== '0') {
                return { carrier, width: parseFloat(style.outlineWidth), offset: parseFloat(style.outlineOffset), color: style.outlineColor };
              }
            }
            const frame = element.closest('.mud-input')?.querySelector('.mud-input-outlined-border');
            const border = frame && getComputedStyle(frame);
            return frame ? { carrier: frame, width: parseFloat(border.borderTopWidth), offset: -2, color: border.borderTopColor } : null;
          };
          const cutOff = ({ carrier, width, offset }) => {
            const reach = Math.max(0, width + offset);
            return [...carrier.getClientRects()].some(box => {
              if (box.left - reach < -0.5 || box.right + reach > innerWidth + 0.5) {
                return true;
              }
              for (let e = carrier.parentElement; e && e !== document.body; e = e.parentElement) {
                const style = getComputedStyle(e);
                const frame = e.getBoundingClientRect();
                const [left, top] = [frame.left + e.clientLeft, frame.top + e.clientTop];
                if (style.overflowX !== 'visible' && (box.left - reach < left - 0.5 || box.right + reach > left + e.clientWidth + 0.5)
                    || style.overflowY !== 'visible' && (box.top - reach < top - 0.5 || box.bottom + reach > top + e.clientHeight + 0.5)) {
                  return true;
                }
                if (style.position === 'fixed') {
                  break;
                }
              }
              return false;
            });
          };
          const said = element => (element.ariaLabel ?? element.innerText ?? '').trim().slice(0, 40);
          const name = element => `${element.tagName.toLowerCase()}.${element.className} "${said(element)}"`;
          const under = ({ carrier }) => {
            const box = carrier.getClientRects()[0];
            const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
            const there = document.elementFromPoint(x, y);
            return there && (carrier.contains(there) || there.contains(carrier) || carrier.parentElement.contains(there)) ? null
              : there ? `under ${name(there)}` : `off the screen at ${x}, ${y}`;
          };
          const faults = [];
          let measured = 0;
          // Upwards, since the bar at the top is over what is scrolled there.
          for (const element of [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].reverse()) {
            if (element.tabIndex < 0 || element.disabled || !element.checkVisibility({ visibilityProperty: true })) {
              continue;
            }
            element.focus();
            if (document.activeElement !== element) {
              continue;
            }
            measured++;
            const ring = element.matches(':focus-visible') ? ringOf(element) : null;
            const ratio = ring ? contrast(over(rgba(ring.color), background(ring.carrier.parentElement)), background(ring.carrier.parentElement)) : 0;
            const fault = !ring ? 'no ring' : ring.width < 2 ? `a ring of ${ring.width} px` : ratio < 3 ? `a contrast of ${ratio.toFixed(2)}`
              : cutOff(ring) ? 'cut off' : under(ring);
            if (fault) {
              faults.push(`${fault}: ${name(element)}`);
            }
          }
          return [`${measured}`, ...faults];
        }
        """;

    /// <summary>How many places were measured so far.</summary>
    public int Measured { get; private set; }

    /// <summary>What is wrong with which of them.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Measures everything on this page that can have the focus.</summary>
    public async Task MeasureAsync(IPage page)
    {
        // From here on the browser takes the person for one who uses the keyboard.
        await page.Keyboard.PressAsync("Tab");
        var said = await page.EvaluateAsync<string[]>(Script);
        Measured += int.Parse(said[0], CultureInfo.InvariantCulture);
        Faults.AddRange(said.Skip(1).Select(fault => $"{new Uri(page.Url).PathAndQuery}: {fault}"));
    }
}
