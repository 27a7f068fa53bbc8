--- Optional additions for Neovim 0.11+. The server works without them; see README.md.
local diagnostics = require("amends.diagnostics")
local terminal = require("amends.terminal")

local M = {}

---@class amends.Options
---@field name? string name of the LSP configuration (default "amends")
---@field debounce? integer milliseconds that findings are collected before they are sent (default 250)
---@field terminals? boolean let pytest runs that Neovim starts report their results (default true)

---@param options? amends.Options
function M.setup(options)
  options = vim.tbl_extend("force", { name = "amends", debounce = 250, terminals = true }, options or {})
  diagnostics.forward(options.name, options.debounce)
  if options.terminals then
    terminal.offer_test_plugin()
  end
end

return M
