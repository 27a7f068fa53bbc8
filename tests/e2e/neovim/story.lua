--- Steps that follow each other in a real Neovim; each says how it went in one JSON line, and the first that fails ends it.
local M = {}

local PATIENCE_MS = 60000

---@param name string
---@param act fun(): any what the step saw
function M.step(name, act)
  local began = vim.uv.hrtime()
  local ok, detail = xpcall(act, debug.traceback)
  local report = { step = name, ok = ok, detail = detail, seconds = (vim.uv.hrtime() - began) / 1e9 }
  io.stdout:write(vim.json.encode(report) .. "\n")
  if not ok then
    M.finish(1)
  end
end

--- Ends as a person does, so that the server hears `shutdown` and `exit`.
function M.finish(code)
  for _, client in ipairs(vim.lsp.get_clients()) do
    client:stop()
  end
  vim.wait(10000, function()
    return #vim.lsp.get_clients() == 0
  end, 20)
  io.stdout:flush()
  vim.cmd((code == 0) and "qall!" or "cquit")
end

--- Waits for a condition and returns what it yields; `explain` says what there was instead.
function M.wait_for(what, look, explain)
  local seen
  local ok = vim.wait(PATIENCE_MS, function()
    seen = look()
    return seen
  end, 20)
  if not ok then
    error(("waited in vain for %s%s"):format(what, explain and (": " .. vim.inspect(explain())) or ""))
  end
  return seen
end

function M.text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
end

function M.wait_for_text(pattern)
  M.wait_for("text " .. pattern, function()
    return M.text():find(pattern)
  end, M.text)
end

--- Diagnostics of a file, whether it is open or not.
function M.diagnostics(path, source, code)
  local buffer = vim.fn.bufnr(path)
  return vim.tbl_filter(function(one)
    return one.source == source and (code == nil or one.code == code)
  end, buffer < 0 and {} or vim.diagnostic.get(buffer))
end

function M.wait_for_diagnostic(path, source, code)
  return M.wait_for(source .. " " .. (code or ""), function()
    return M.diagnostics(path, source, code)[1]
  end, function()
    return vim.diagnostic.get()
  end)
end

function M.wait_until_gone(path, source, code)
  M.wait_for("the end of " .. source .. " " .. (code or ""), function()
    return #M.diagnostics(path, source, code) == 0
  end, function()
    return M.diagnostics(path, source, code)
  end)
end

--- Moves the cursor to the first match.
function M.go_to(pattern)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search(pattern, "cW") > 0, pattern .. " is not in the text:\n" .. M.text())
end

--- Presses keys as a person would.
function M.type(keys)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(keys, true, false, true), "xt", false)
end

--- All titles that the code actions at the cursor have, through the editor's own menu; chooses the first that matches.
local function open_menu(wanted)
  local titles, chosen
  local original = vim.ui.select
  vim.ui.select = function(items, options, choose)
    titles = vim.tbl_map(options.format_item, items)
    for index, title in ipairs(titles) do
      if wanted and not chosen and title:find(wanted) then
        chosen = title
        return choose(items[index], index)
      end
    end
    choose(nil)
  end
  local told = vim.notify
  vim.notify = function(message, ...)
    if message:find("No code actions available") then
      titles = titles or {}
    else
      told(message, ...)
    end
  end
  vim.lsp.buf.code_action()
  local answered = vim.wait(PATIENCE_MS, function()
    return titles ~= nil
  end, 10)
  vim.ui.select, vim.notify = original, told
  assert(answered, "no answer to the code action request")
  return titles, chosen
end

--- Opens the menu again and again, as a person would, until an action is there, and takes it; returns its title.
function M.take_action(wanted)
  local titles, chosen
  local began = vim.uv.now()
  repeat
    titles, chosen = open_menu(wanted)
    if chosen then
      return chosen
    end
    vim.wait(100)
  until vim.uv.now() - began > PATIENCE_MS
  error(("waited in vain for an action %s: %s"):format(wanted, vim.inspect(titles)))
end

--- All titles that are offered at the cursor.
function M.titles()
  return (open_menu(nil))
end

--- Runs a command line in a `:terminal` of its own and waits for its end.
function M.run_in_terminal(command, folder)
  vim.cmd.tabnew()
  local job = vim.fn.jobstart(command, { term = true, cwd = folder })
  local code = vim.fn.jobwait({ job }, PATIENCE_MS)[1]
  local screen = M.text()
  vim.cmd("tabclose!")
  return code, screen
end

return M
