@echo off
rem Runs every check of the project; "check help" says what else it can do. Sets everything up first.
setlocal
call "%~dp0setup\ready.cmd" check requirements-dev.txt
if not %errorlevel%==0 exit /b 1
"%~dp0.venv\Scripts\python.exe" -I -X utf8 "%~dp0setup\checks.py" %*
exit /b %errorlevel%
