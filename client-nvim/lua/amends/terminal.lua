--- Lets pytest runs that Neovim starts (`:terminal`, `:!`, test plugins) report their results to the server.
---
--- The plugin is a tiny wheel on PYTHONPATH with a pytest entry point, not a name in PYTEST_PLUGINS: with
--- `PYTHONPATH=src pytest` that name could not be imported, and pytest would refuse to run.
local M = {}

local SEPARATOR = vim.fn.has("win32") == 1 and ";" or ":"

--- The repository's root: this file is in `client-nvim/lua/amends/`.
local function repository()
  local here = debug.getinfo(1, "S").source:sub(2)
  return vim.fs.dirname(vim.fs.dirname(vim.fs.dirname(vim.fs.dirname(vim.fs.normalize(vim.fn.fnamemodify(here, ":p"))))))
end

local function put_on_python_path(wheel)
  local before = vim.env.PYTHONPATH
  local entries = vim.split(before or "", SEPARATOR, { plain = true, trimempty = true })
  if not vim.list_contains(entries, wheel) then
    vim.env.PYTHONPATH = before and before ~= "" and (wheel .. SEPARATOR .. before) or wheel
  end
end

--- Packs the plugin (once for each Neovim) and changes this Neovim's environment.
function M.offer_test_plugin()
  local script = vim.fs.joinpath(repository(), "client-vscode", "scripts", "build_terminal_wheel.py")
  local plugin = vim.fs.joinpath(repository(), "server", "amends_pytest.py")
  local folder = vim.fs.joinpath(vim.fn.stdpath("cache"), "amends")
  local python = vim.fn.exepath("python3") ~= "" and "python3" or "python"
  if vim.fn.executable(python) == 0 or not vim.uv.fs_stat(script) or not vim.uv.fs_stat(plugin) then
    vim.notify("Amends: no Python, or not the whole repository, so pytest runs in Neovim are not seen.", vim.log.levels.INFO)
    return
  end
  vim.system({ python, script, plugin, folder }, {}, vim.schedule_wrap(function(result)
    if result.code == 0 then
      put_on_python_path(vim.fs.joinpath(folder, "amends_pytest-0-py3-none-any.whl"))
    else
      vim.notify("Amends: pytest runs in Neovim are not seen: " .. (result.stderr or ""), vim.log.levels.WARN)
    end
  end))
end

return M
