"""The same tool with FastMCP as its documentation shows it, stateless, with plain JSON answers, which are its fastest."""

import os

from fastmcp import FastMCP

mcp = FastMCP("fastmcp")


@mcp.tool
def add_numbers(numbers: list[float]) -> str:
    """Adds a list of numbers."""
    return f"The sum is {sum(numbers):g}"


if __name__ == "__main__":
    mcp.run(
        transport="http",
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        path="/mcp",
        stateless_http=True,
        json_response=True,
        show_banner=False,
    )
