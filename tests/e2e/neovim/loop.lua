--- The whole loop in Neovim, with the snippet of the README as it stands there.
local config = vim.json.decode(vim.env.AMENDS_E2E)
vim.opt.runtimepath:append(config.support)
package.path = config.support .. "/?.lua;" .. package.path
local story = require("story")

local shop = config.shop
local orders = shop .. "/src/shop/orders.py"
local billing = shop .. "/src/shop/billing.py"
local pricing = shop .. "/src/shop/pricing.py"
local pricing_test = shop .. "/tests/test_pricing.py"
local python = shop .. "/.venv/bin/python"

vim.opt.swapfile = false
vim.cmd("filetype on")
assert(loadstring(config.snippet))()
vim.opt.runtimepath:append(config.plugin)
require("amends").setup({ debounce = 50 })

story.step("finding shown", function()
  vim.cmd.edit(orders)
  story.wait_for_diagnostic(orders, "amends/ruff", "B904")
  return story.wait_for_diagnostic(orders, "amends/ruff", "F401").message
end)

local applied
story.step("proved fix applied", function()
  story.go_to([[import \zsos]])
  applied = story.take_action("^Amends: .*proved")
  story.wait_for("the fix", function()
    return not story.text():find("import os")
  end, story.text)
  story.wait_until_gone(orders, "amends/ruff", "F401")
  return applied
end)

story.step("undone", function()
  vim.cmd("silent undo")
  story.wait_for_text("import os")
  story.wait_for_diagnostic(orders, "amends/ruff", "F401")
end)

story.step("repaired by hand", function()
  story.go_to("raise OrderError")
  story.type("A from error<Esc>")
  vim.cmd("silent write")
  story.wait_until_gone(orders, "amends/ruff", "B904")
end)

story.step("learned fix in another file", function()
  vim.cmd.edit(billing)
  story.wait_for_diagnostic(billing, "amends/ruff", "B904")
  story.go_to("raise InvoiceError")
  local title = story.take_action("^Amends: .*proved")
  story.wait_for_text("raise InvoiceError%(.-%) from problem")
  vim.cmd("silent write")
  return title
end)

story.step("failing test shown", function()
  story.wait_for("the plugin for terminals", function()
    return (vim.env.PYTHONPATH or ""):find("amends_pytest")
  end)
  local code, screen = story.run_in_terminal({ python, "-m", "pytest", "-q" }, shop)
  assert(code == 1, screen)
  return story.wait_for_diagnostic(pricing_test, "amends/pytest").message
end)

story.step("repaired test cleared", function()
  vim.cmd.edit(pricing)
  story.go_to("- shipping")
  story.type("r+")
  vim.cmd("silent write")
  local code, screen = story.run_in_terminal({ python, "-m", "pytest", "-q" }, shop)
  assert(code == 0, screen)
  story.wait_until_gone(pricing_test, "amends/pytest")
end)

story.step("finding of another linter reaches the profile", function()
  vim.cmd.edit(pricing)
  local lint = vim.api.nvim_create_namespace("house-style")
  local finding = { lnum = 4, col = 4, end_lnum = 4, end_col = 10, message = "House style: no sums", source = "house-style", code = "HS1", severity = 2 }
  vim.diagnostic.set(lint, 0, { finding })
  local client = vim.lsp.get_clients({ name = "amends" })[1]
  return story.wait_for("its kind in the profile", function()
    local params = { command = "amends.showProfile", arguments = { { folder = vim.uri_from_fname(shop) } } }
    local answer = client:request_sync("workspace/executeCommand", params, 10000)
    local shown = vim.json.encode(answer and answer.result or {})
    return shown:find("house%-style") and shown or nil
  end)
end)

--- Last, because only then has the server had every reason to offer it again.
story.step("undone fix not offered again", function()
  vim.cmd.edit(orders)
  story.go_to([[import \zsos]])
  story.wait_for_diagnostic(orders, "amends/ruff", "F401")
  local titles = story.titles()
  assert(not vim.list_contains(titles, applied), vim.inspect(titles))
end)

story.finish(0)
