"""What the viewer's browser tests share: a session with a video whose frames bear their number."""

from __future__ import annotations

import subprocess
from pathlib import Path

from reattune.web.collection import Collection, Wanted
from reattune.web.state import AppState

SCENE = Path(__file__).resolve().parents[2] / "src/reattune/cli/scenes/rattle.eaf"
FPS = 25
SECONDS = 60
BITS = 12

# Each frame bears its number in twelve squares, black for 0 and white for 1, lowest bit first.
_NUMBER = "lum='if(lt(Y,32),if(mod(floor(N/pow(2,floor(X/16))),2),235,16),128)':cb=128:cr=128"

READ_NUMBER = """() => {
  const video = document.querySelector('video');
  const canvas = document.createElement('canvas');
  canvas.width = 192; canvas.height = 64;
  const ink = canvas.getContext('2d');
  ink.drawImage(video, 0, 0, 192, 64);
  let number = 0;
  for (let bit = 0; bit < 12; bit++)
    number += ink.getImageData(bit * 16 + 8, 16, 1, 1).data[0] > 128 ? 2 ** bit : 0;
  return number;
}"""


def write_video(path: Path, ffmpeg: str, *, keyframe_each: int = 100) -> Path:
    """Write a minute of video, 25 frames a second, each bearing its number."""
    subprocess.run(
        [
            *(ffmpeg, "-loglevel", "error", "-f", "lavfi"),
            *("-i", f"color=gray:s=192x64:r={FPS}:d={SECONDS}", "-vf", f"geq={_NUMBER}"),
            *("-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", str(keyframe_each), str(path)),
        ],
        check=True,
    )
    return path


def viewer(*paths: Path, videos: tuple[Path, ...] = (), **wanted):
    """Make the state of a run that opens these files."""
    named = {"paths": tuple(map(str, paths)), "videos": tuple(map(str, videos)), **wanted}
    return lambda gate: AppState(gate=gate, collection=Collection(Wanted(**named)))


def until(page, condition: str, arg=None) -> None:
    """Wait until a JavaScript condition holds; `n` in it is the argument.

    Playwright's own `wait_for_function` evaluates inside the page, which our policy forbids.
    """
    page.evaluate(
        f"""(n) => new Promise((done, fail) => {{
          const end = performance.now() + 10000;
          const holds = () => {{ try {{ return {condition}; }} catch {{ return false; }} }};
          const look = () => holds() ? done() : performance.now() > end
            ? fail(new Error({condition!r} + ' never held')) : setTimeout(look, 10);
          look();
        }})""",
        arg,
    )
